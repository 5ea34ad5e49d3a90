package io.pim.host.shell;

import io.pim.tools.ssh.SshTarget;
import java.nio.file.Path;

/**
 * The login for the system in a shell's machine.
 *
 * @param key the file of the private key
 * @param knownHosts the file with its host key, in OpenSSH's format
 * @param root for people: how to become root there
 */
public record ShellAccess(SshTarget target, Path key, Path knownHosts, String root) {}
