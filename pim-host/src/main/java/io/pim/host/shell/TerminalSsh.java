package io.pim.host.shell;

import io.pim.tools.process.TerminalRunner;
import io.pim.tools.process.Tools;
import io.pim.tools.ssh.SshCommandLine;
import java.nio.file.Path;
import java.util.List;

/** This host's OpenSSH client, on PIM's own terminal. */
public final class TerminalSsh {
  private static final String NAME = "ssh";
  private static final String INSTALL =
      "Install OpenSSH's client (apt install openssh-client), and run the command again.";

  private final Tools tools;
  private final TerminalRunner runner;

  public TerminalSsh(Tools tools, TerminalRunner runner) {
    this.tools = tools;
    this.runner = runner;
  }

  public boolean isInstalled() {
    return tools.find(NAME).isPresent();
  }

  /**
   * Finds the program.
   *
   * @throws io.pim.model.failure.BuildFailure TOOL_MISSING
   */
  public Path require() {
    return tools.require(NAME, INSTALL);
  }

  /**
   * Runs a session or a command until it ends.
   *
   * @param command empty for a session
   * @return the exit status from the guest; 255, as in ssh, when the connection failed
   */
  public int run(ShellAccess access, List<String> command) throws InterruptedException {
    return runner.run(
        SshCommandLine.build(
            require(), access.target(), access.key(), access.knownHosts(), command));
  }
}
