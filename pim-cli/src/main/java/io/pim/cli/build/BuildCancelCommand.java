package io.pim.cli.build;

import io.pim.cli.client.BuildOutcome;
import io.pim.cli.client.BuildRow;
import io.pim.cli.client.Builds;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.ServiceCall;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.cli.watch.Ending;
import io.pim.workflows.message.BuildState;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pim build cancel}. */
@Command(
    name = "cancel",
    header = "Cancel a build, and wait until only its log is left.",
    description = "Layers of completed steps stay, so that the next build continues from them.",
    footerHeading = "%nExamples:%n",
    footer = {"  pim build cancel developer-x86_64-20261122-101500"})
final class BuildCancelCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private BuildParameter build;

  BuildCancelCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    // If the service is down, a build can only receive this once its worker is back.
    return ServiceCall.on(context.temporal().startIfNeeded(), this::cancel);
  }

  private int cancel(Session session) throws InterruptedException {
    PrintWriter out = context.terminal().out();
    BuildRow row = new Builds(session.client()).find(build.id());
    if (row.state().isEnded()) {
      out.println("build " + row.buildId() + " has ended already: " + word(row.state()));
      return ExitStatus.DONE;
    }
    new Builds(session.client()).cancel(row.ref());
    out.println("cancelling build " + row.buildId() + "; waiting until it has cleaned up");
    out.flush();
    Optional<BuildOutcome> end =
        new Ending(session, context.terminal(), context.interrupts(), context.clock())
            .await(new WatchedBuild(row.ref()));
    if (end.isEmpty()) {
      out.println("it is still being cancelled; see: pim build show " + row.buildId());
      return ExitStatus.INTERRUPTED;
    }
    out.println(
        end.get().state() == BuildState.CANCELED
            ? "build " + row.buildId() + " is cancelled; only its log is left"
            : "build " + row.buildId() + " ended before: " + word(end.get().state()));
    return ExitStatus.DONE;
  }

  private static String word(BuildState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
