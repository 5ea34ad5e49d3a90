package io.pim.tools.ssh;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a host is logged in to.
 *
 * @param key file of the private key; empty for the usual ones in {@code ~/.ssh}
 * @param hostKey the host's public key ({@code ssh-ed25519 AAAA...}); empty to look into
 *     known_hosts
 * @param home of this user
 */
public record HostAccess(
    SshTarget target, Optional<Path> key, Optional<String> hostKey, Path home) {
  Path sshFolder() {
    return home.resolve(".ssh");
  }
}
