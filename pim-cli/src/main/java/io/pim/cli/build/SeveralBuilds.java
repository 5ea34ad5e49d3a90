package io.pim.cli.build;

import io.pim.cli.client.BuildOutcome;
import io.pim.cli.client.Builds;
import io.pim.cli.client.StartAnswer;
import io.pim.cli.output.CommandFailure;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ErrorPrinter;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.Terminal;
import io.pim.cli.shell.CliContext;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.cli.watch.DeploymentWatch;
import io.pim.cli.watch.WatchEnd;
import io.pim.cli.watch.WatchSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The builds of one command: started one after the other, then watched together. */
final class SeveralBuilds {
  private final CliContext context;
  private final Session session;
  private final Terminal terminal;
  private final List<Started> started = new ArrayList<>();

  /** The highest exit status so far: that of a refusal to start. */
  private int worst = ExitStatus.DONE;

  SeveralBuilds(CliContext context, Session session, Terminal terminal) {
    this.context = context;
    this.session = session;
    this.terminal = terminal;
  }

  private record Started(WatchedBuild build, List<String> targets) {}

  /** The results. */
  record Ended(List<BuildRunResult> shown, int exitStatus) {}

  /** Starts or joins one. A refusal is reported, and the others run nevertheless. */
  void start(List<String> targets, Supplier<StartAnswer> start) {
    try {
      StartAnswer answer = start.get();
      WatchedBuild build = new WatchedBuild(answer.build());
      started.add(new Started(build, targets));
      terminal
          .out()
          .println(
              "build " + build.id() + (answer.isNew() ? "" : " is already running; joining it"));
    } catch (CommandFailure refused) {
      Complaint complaint = refused.complaint();
      new ErrorPrinter(terminal).print(complaint);
      worst = Math.max(worst, complaint.exitStatus());
    }
  }

  /** Leaves them running. */
  Ended leave() {
    terminal.out().println("they continue in the background; to see them: pim build list");
    return new Ended(started.stream().map(one -> now(one.build())).toList(), worst);
  }

  /** Watches them and the deployments that they start. */
  Ended watch() throws InterruptedException {
    if (started.isEmpty()) {
      return new Ended(List.of(), worst);
    }
    List<WatchEnd<BuildOutcome>> ends =
        new WatchSession(terminal, context.interrupts(), context.clock())
            .watchAll(session, started.stream().map(Started::build).toList());
    List<BuildRunResult> shown = new ArrayList<>();
    for (int i = 0; i < ends.size(); i++) {
      worst = Math.max(worst, ends.get(i).exitStatus());
      shown.add(ended(started.get(i), ends.get(i)));
    }
    return new Ended(shown, worst);
  }

  private BuildRunResult ended(Started one, WatchEnd<BuildOutcome> end)
      throws InterruptedException {
    Optional<BuildOutcome> outcome = end.outcome();
    if (outcome.isEmpty()) {
      return now(one.build());
    }
    BuildOutcome how = outcome.get();
    OrderedWatch.Ended deployed = OrderedWatch.Ended.NONE;
    if (how.result().isPresent()) {
      deployed =
          new OrderedWatch(new DeploymentWatch(context, session, terminal))
              .watch(how.result().get(), one.targets());
      worst = Math.max(worst, deployed.exitStatus());
    }
    return new BuildRunResult(
        one.build().id(), how.state(), how.failure(), how.result(), deployed.shown());
  }

  private BuildRunResult now(WatchedBuild build) {
    return new BuildRunResult(
        build.id(),
        new Builds(session.client()).row(build.ref()).state(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }
}
