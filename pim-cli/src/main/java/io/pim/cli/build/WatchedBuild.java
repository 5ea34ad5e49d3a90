package io.pim.cli.build;

import io.pim.cli.client.BuildOutcome;
import io.pim.cli.client.BuildRef;
import io.pim.cli.client.BuildRow;
import io.pim.cli.client.Builds;
import io.pim.cli.client.Observation;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.SafeText;
import io.pim.cli.output.Terminal;
import io.pim.cli.watch.NextCommand;
import io.pim.cli.watch.Seen;
import io.pim.cli.watch.Watched;
import io.pim.cli.watch.WatchedStep;
import io.pim.model.files.DeploymentId;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.BuildStatus;
import io.pim.workflows.message.DeployStart;
import io.pim.workflows.message.StepStatus;
import io.pim.workflows.message.StorePush;
import io.temporal.client.WorkflowClient;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** A build as people watch it. */
record WatchedBuild(BuildRef ref) implements Watched<BuildOutcome> {
  @Override
  public String id() {
    return ref.buildId();
  }

  @Override
  public String noun() {
    return "build";
  }

  @Override
  public String group() {
    return "pim build";
  }

  @Override
  public Seen<BuildOutcome> observe(WorkflowClient client) {
    Observation<BuildRow, BuildStatus> seen = new Builds(client).observe(ref);
    return seen.status()
        .map(status -> answered(seen, status))
        .orElseGet(() -> Seen.unanswered(seen.row(), seen.pending()));
  }

  private static Seen<BuildOutcome> answered(
      Observation<BuildRow, BuildStatus> seen, BuildStatus status) {
    return new Seen<>(
        status.state(),
        seen.row().state().isEnded(),
        status.step(),
        status.host(),
        status.startedAt(),
        seen.row().endedAt(),
        Optional.of(status.steps().stream().map(WatchedBuild::step).toList()),
        seen.pending(),
        Optional.of(status).filter(its -> its.state() == BuildState.HELD).map(BuildOutcome::held));
  }

  private static WatchedStep step(StepStatus step) {
    return new WatchedStep(
        step.name(),
        step.kind().name(),
        step.state(),
        step.startedAt(),
        step.endedAt(),
        step.note());
  }

  @Override
  public Seen<BuildOutcome> glance(WorkflowClient client) {
    return Seen.unanswered(new Builds(client).row(ref), List.of());
  }

  @Override
  public BuildOutcome outcome(WorkflowClient client) {
    return new Builds(client).outcome(ref);
  }

  @Override
  public void cancel(WorkflowClient client) {
    new Builds(client).cancel(ref);
  }

  @Override
  public void printResult(BuildOutcome outcome, Terminal terminal) {
    outcome.result().ifPresent(result -> done(result, terminal));
    if (outcome.state() == BuildState.CANCELED) {
      terminal.out().println("build " + id() + " is cancelled; only its log is left");
    }
  }

  private static void done(BuildResult result, Terminal terminal) {
    String image = SafeText.line(result.image());
    String path = SafeText.line(result.path());
    terminal
        .out()
        .println(
            result.reused()
                ? "nothing to do: image " + image + " (" + path + ")"
                : "%s %s (%s, sha256 %s)\n  %s"
                    .formatted(
                        terminal.ink().green("image"),
                        image,
                        ForPeople.size(result.size()),
                        result.sha256().abbreviated(),
                        path));
    result.store().ifPresent(push -> push(push, image, terminal));
    result.deployments().forEach(start -> deployment(start, image, terminal));
  }

  /** A failed push is a warning: the image exists. */
  private static void push(StorePush push, String image, Terminal terminal) {
    String place = SafeText.line(push.place());
    if (push.succeeded()) {
      terminal.out().println("  pushed to " + place);
      return;
    }
    String problem = SafeText.line(push.problem());
    terminal.err().println("warning: the image was not pushed to " + place + ": " + problem);
    terminal.err().println("  to push it, on the host that has it: pim image push " + image);
  }

  private static void deployment(DeployStart start, String image, Terminal terminal) {
    PrintWriter out = terminal.out();
    if (start.id().isPresent()) {
      DeploymentId id = start.id().get();
      out.println("  deployment " + id + "; to see it: pim deploy watch " + id);
      return;
    }
    String target = SafeText.line(start.target());
    out.println("  not deployed to " + target + ": " + SafeText.line(start.problem()));
    out.println("  to deploy it: pim deploy run " + image + " " + target);
  }

  @Override
  public List<NextCommand> whileHeld(BuildOutcome outcome) {
    return outcome.hasInstalledSystem()
        ? List.of(new NextCommand(command("shell"), "opens a session on the failed disk"))
        : List.of();
  }
}
