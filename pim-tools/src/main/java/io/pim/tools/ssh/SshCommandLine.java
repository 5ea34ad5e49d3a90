package io.pim.tools.ssh;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of OpenSSH's {@code ssh} for a session in a guest. The user's own configuration,
 * agent and known hosts have no influence: see ssh_config(5).
 */
public final class SshCommandLine {
  private SshCommandLine() {}

  /**
   * The arguments, the program first.
   *
   * @param key the private key that opens the login
   * @param knownHosts the file of a {@link HostKeyPin} with a pinned key
   * @param command to run there without a terminal: one word is a line for the guest's shell, as
   *     with ssh; several are a program and its arguments. Empty for an interactive session
   */
  public static List<String> build(
      Path ssh, SshTarget target, Path key, Path knownHosts, List<String> command) {
    List<String> argv = new ArrayList<>(List.of(ssh.toString(), "-F", "/dev/null"));
    argv.addAll(List.of("-p", Integer.toString(target.port()), "-l", target.user()));
    option(argv, "IdentityFile=" + path(key));
    option(argv, "IdentitiesOnly=yes");
    option(argv, "IdentityAgent=none");
    option(argv, "PreferredAuthentications=publickey");
    option(argv, "UserKnownHostsFile=" + path(knownHosts));
    option(argv, "GlobalKnownHostsFile=/dev/null");
    option(argv, "StrictHostKeyChecking=yes");
    option(argv, "UpdateHostKeys=no");
    option(argv, "ServerAliveInterval=15");
    option(argv, "LogLevel=ERROR");
    if (!command.isEmpty()) {
      argv.add("-T");
    }
    argv.addAll(List.of("--", target.host()));
    if (command.size() == 1) {
      argv.add(command.get(0));
    } else {
      // ssh joins its arguments with blanks for the remote shell, so each word must be quoted.
      command.forEach(word -> argv.add(ShellWord.quote(word)));
    }
    return argv;
  }

  private static void option(List<String> argv, String option) {
    argv.add("-o");
    argv.add(option);
  }

  /**
   * Quotes a path: a blank would begin another file, and {@code %} begins a token unless doubled.
   */
  private static String path(Path file) {
    return '"' + file.toAbsolutePath().toString().replace("%", "%%") + '"';
  }
}
