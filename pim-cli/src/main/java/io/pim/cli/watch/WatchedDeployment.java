package io.pim.cli.watch;

import io.pim.cli.client.DeployRuns;
import io.pim.cli.client.DeploymentOutcome;
import io.pim.cli.client.DeploymentRef;
import io.pim.cli.client.DeploymentRow;
import io.pim.cli.client.Observation;
import io.pim.cli.output.SafeText;
import io.pim.cli.output.Terminal;
import io.pim.model.deploy.DeployStep;
import io.pim.model.files.DeploymentId;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.DeployResult;
import io.pim.workflows.message.DeployStatus;
import io.pim.workflows.message.DeployStepStatus;
import io.temporal.client.WorkflowClient;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** A deployment as people watch it. */
public record WatchedDeployment(DeploymentRef ref) implements Watched<DeploymentOutcome> {
  @Override
  public String id() {
    return ref.id();
  }

  @Override
  public String noun() {
    return "deployment";
  }

  @Override
  public String group() {
    return "pim deploy";
  }

  @Override
  public Seen<DeploymentOutcome> observe(WorkflowClient client) {
    Observation<DeploymentRow, DeployStatus> seen = new DeployRuns(client).observe(ref);
    return seen.status()
        .map(status -> answered(seen, status))
        .orElseGet(() -> Seen.unanswered(seen.row(), seen.pending()));
  }

  private static Seen<DeploymentOutcome> answered(
      Observation<DeploymentRow, DeployStatus> seen, DeployStatus status) {
    return new Seen<>(
        status.state(),
        seen.row().state().isEnded(),
        status.step().map(DeployStep::id).orElse(""),
        status.host(),
        status.startedAt(),
        seen.row().endedAt(),
        Optional.of(status.steps().stream().map(WatchedDeployment::step).toList()),
        seen.pending(),
        Optional.of(status)
            .filter(its -> its.state() == BuildState.HELD)
            .map(DeploymentOutcome::held));
  }

  private static WatchedStep step(DeployStepStatus step) {
    return new WatchedStep(
        step.step().id(),
        step.step().id(),
        step.state(),
        step.startedAt(),
        step.endedAt(),
        step.note());
  }

  @Override
  public Seen<DeploymentOutcome> glance(WorkflowClient client) {
    return Seen.unanswered(new DeployRuns(client).row(ref), List.of());
  }

  @Override
  public DeploymentOutcome outcome(WorkflowClient client) {
    return new DeployRuns(client).outcome(ref);
  }

  @Override
  public void cancel(WorkflowClient client) {
    new DeployRuns(client).cancel(ref);
  }

  @Override
  public void printResult(DeploymentOutcome outcome, Terminal terminal) {
    PrintWriter out = terminal.out();
    outcome.result().ifPresent(result -> done(result, terminal));
    if (outcome.state() == BuildState.CANCELED) {
      out.println("deployment " + id() + " is cancelled");
    }
    printRest(outcome, terminal);
  }

  /** The parts that were removed, and those that could not be. */
  public static void printRest(DeploymentOutcome outcome, Terminal terminal) {
    outcome.removed().forEach(line -> terminal.out().println("  removed " + SafeText.line(line)));
    outcome
        .left()
        .forEach(line -> terminal.out().println("  may still be there: " + SafeText.line(line)));
  }

  private void done(DeployResult result, Terminal terminal) {
    String target = DeploymentId.tryParse(id()).map(DeploymentId::target).orElse("the target");
    result
        .place()
        .ifPresent(
            place ->
                terminal
                    .out()
                    .println(
                        terminal.ink().green("current")
                            + " on "
                            + target
                            + ": "
                            + SafeText.line(place)));
    result
        .previous()
        .ifPresent(before -> terminal.out().println("  before: " + SafeText.line(before)));
    result.removed().forEach(line -> terminal.out().println("  removed " + SafeText.line(line)));
  }

  @Override
  public List<NextCommand> whileHeld(DeploymentOutcome outcome) {
    return DeploymentId.tryParse(id())
        .map(
            its ->
                List.of(
                    new NextCommand(
                        "pim target check " + its.target(), "checks the target as it is now")))
        .orElse(List.of());
  }
}
