package io.pim.tools.ssh;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to log in to a host.
 *
 * @param key the file of the private key; empty for the usual ones in {@code ~/.ssh}
 * @param hostKey the host's public key ({@code ssh-ed25519 AAAA...}); empty to use known_hosts
 * @param home of this user
 */
public record HostAccess(
    SshTarget target, Optional<Path> key, Optional<String> hostKey, Path home) {
  Path sshFolder() {
    return home.resolve(".ssh");
  }
}
