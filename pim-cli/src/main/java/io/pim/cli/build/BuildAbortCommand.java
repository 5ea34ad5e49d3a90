package io.pim.cli.build;

import io.pim.cli.client.BuildRow;
import io.pim.cli.client.Builds;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.ServiceCall;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.cli.watch.Ending;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pim build abort}. */
@Command(
    name = "abort",
    header = "End a held build as failed.",
    footerHeading = "%nExamples:%n",
    footer = {"  pim build abort developer-x86_64-20261122-101500"})
final class BuildAbortCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private BuildParameter build;

  BuildAbortCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    // If the service is down, a build can only receive this once its worker is back.
    return ServiceCall.on(context.temporal().startIfNeeded(), this::abort);
  }

  private int abort(Session session) throws InterruptedException {
    BuildRow row = HeldBuild.require(new Builds(session.client()).find(build.id()), "aborted");
    new Builds(session.client()).abort(row.ref());
    boolean ended =
        new Ending(session, context.terminal(), context.interrupts(), context.clock())
            .await(new WatchedBuild(row.ref()))
            .isPresent();
    context
        .terminal()
        .out()
        .println(
            "build "
                + row.buildId()
                + (ended ? " has ended; only its log is left" : " is being ended"));
    return ended ? ExitStatus.DONE : ExitStatus.INTERRUPTED;
  }
}
