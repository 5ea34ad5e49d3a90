package io.pim.host.shell;

import io.pim.tools.ssh.SshTarget;
import java.nio.file.Path;

/**
 * How the system in a shell's machine is entered.
 *
 * @param key the file of the private key that opens it
 * @param knownHosts the file with its host key, as OpenSSH reads it
 * @param root for people: how to be root there
 */
public record ShellAccess(SshTarget target, Path key, Path knownHosts, String root) {}
