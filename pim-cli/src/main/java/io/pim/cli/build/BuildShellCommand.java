package io.pim.cli.build;

import io.pim.cli.client.BuildRow;
import io.pim.cli.client.Builds;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.SafeText;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.EndOnSignal;
import io.pim.cli.shell.ServiceCall;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.host.shell.RunningShell;
import io.pim.host.shell.ShellAccess;
import io.pim.host.shell.TerminalSsh;
import io.pim.model.failure.BuildFailure;
import io.pim.model.files.BuildId;
import io.pim.worker.Host;
import io.pim.workflows.message.BuildState;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code pim build shell}. */
@Command(
    name = "shell",
    header = "Log in to the disk of a held build, over SSH.",
    description = {
      "",
      "Boots an overlay of the failed disk and opens a session in it, or runs a command there and "
          + "exits with its status. All changes are discarded; pim build retry is not affected. "
          + "Uses no VM slot, but the memory of a machine. Works only on the host that ran the "
          + "build.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim build shell developer",
      "  pim build shell developer-x86_64-20261122-101500 -- cat /etc/fstab",
      "  pim build shell developer -- 'dmesg | tail'"
    })
final class BuildShellCommand implements Callable<Integer> {
  /** ssh's exit status when the connection fails, or ends with the machine. */
  private static final int CONNECTION_FAILED = 255;

  private final CliContext context;
  @Mixin private BuildParameter build;

  @Parameters(
      index = "1..*",
      paramLabel = "COMMAND",
      description =
          "After --: a command to run instead of a session, and without a terminal. A line for the "
              + "guest's shell in quotes, as with ssh; or a program and its arguments.")
  private List<String> command = List.of();

  BuildShellCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    // Only the service knows whether the build is held.
    return ServiceCall.on(context.temporal().startIfNeeded(), this::shell);
  }

  private int shell(Session session) throws Exception {
    BuildRow row = new Builds(session.client()).find(build.id());
    HeldHere.require(row, context);
    Host host = context.host();
    if (!command.isEmpty()) {
      host.terminalSsh().require();
    }
    context.err().println("booting the disk of build " + row.buildId() + " is held with");
    return EndOnSignal.around(() -> open(session, row, host));
  }

  private int open(Session session, BuildRow row, Host host) throws Exception {
    try (RunningShell shell = host.buildShells().open(BuildId.of(row.buildId()), row.step())) {
      // A retry ends the shell's machine. A retry that came before the machine existed must be
      // noticed here.
      requireStillHeld(session, row);
      context.err().println(SafeText.line(shell.describe()));
      return use(session, row, host.terminalSsh(), shell);
    }
  }

  private int use(Session session, BuildRow row, TerminalSsh ssh, RunningShell shell)
      throws Exception {
    ShellAccess access;
    try {
      access = shell.logIn();
    } catch (BuildFailure e) {
      requireStillHeld(session, row);
      throw e;
    }
    context.err().println("logged in as " + access.target().user() + "; " + access.root());
    if (command.isEmpty()) {
      context
          .err()
          .println(
              "changes are discarded; pim build retry " + row.buildId() + " continues the build");
      if (!ssh.isInstalled()) {
        new ByHand(context.terminal()).await(shell, access);
        return ExitStatus.DONE;
      }
    }
    int status = ssh.run(access, command);
    if (status == CONNECTION_FAILED) {
      requireStillHeld(session, row);
    }
    // The status of a session is that of the last command typed, which is not PIM's status.
    boolean left = command.isEmpty() && status != CONNECTION_FAILED;
    return left ? ExitStatus.DONE : status;
  }

  private static void requireStillHeld(Session session, BuildRow row) {
    BuildState now = new Builds(session.client()).row(row.ref()).state();
    if (now != row.state()) {
      throw Complaint.of(
              ExitStatus.FAILED,
              "Build "
                  + row.buildId()
                  + " is no longer held: it is "
                  + now.name().toLowerCase(Locale.ROOT)
                  + ".")
          .because("Somebody has retried or ended it, which ends this machine.")
          .advise("See its state: pim build show " + row.buildId())
          .failure();
    }
  }
}
