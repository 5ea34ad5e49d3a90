package io.pim.cli.client;

import io.pim.model.deploy.DeployPlan;
import io.pim.workflows.deploy.DeployWorkflow;
import io.pim.workflows.message.DeployRequest;
import io.pim.workflows.message.DeployResult;
import io.pim.workflows.message.DeployStatus;
import io.pim.workflows.message.DeployTerms;
import io.pim.workflows.message.RetryAnswer;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.client.WorkflowClient;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The deployments on a Temporal service: finds, lists, observes and reports them, and starts,
 * cancels, aborts and retries them.
 */
public final class DeployRuns {
  private final WorkflowClient client;
  private final WorkflowRuns runs;
  private final WorkflowQueries queries;

  public DeployRuns(WorkflowClient client) {
    this.client = client;
    this.runs = new WorkflowRuns(client);
    this.queries = new WorkflowQueries(client);
  }

  /**
   * The deployment that a person names: by its id; or by target or by profile, if that names one
   * profile, architecture and target, which means its newest.
   *
   * @throws io.pim.cli.output.CommandFailure when there is none; the message suggests the nearest
   *     name
   */
  public DeploymentRow find(String typed) {
    return new DeploymentFinder(client).find(typed);
  }

  /** The deployments that a filter accepts, newest first. */
  public Stream<DeploymentRow> list(DeploymentFilter filter) {
    return new DeploymentList(client).deployments(filter);
  }

  /** The same, with the reasons why they are held or wait; that takes a query for each. */
  public List<DeploymentRow> listWithNotes(DeploymentFilter filter, long most) {
    return new Notes<>(
            (DeploymentRow row) -> observe(row.ref()), DeployStatus::failure, DeploymentRow::noting)
        .on(list(filter).limit(most).toList());
  }

  /** Whether any deployment has not ended. */
  public boolean anyOpen() {
    return new DeploymentList(client).anyOpen();
  }

  /** The service's own view of a deployment, which needs no worker. */
  public DeploymentRow row(DeploymentRef deployment) {
    return DeploymentRow.of(runs.facts(runs.newest(deployment.execution())));
  }

  /** Observes a deployment. The workflow's part is missing while no worker answers. */
  public Observation<DeploymentRow, DeployStatus> observe(DeploymentRef deployment) {
    DescribeWorkflowExecutionResponse description = runs.newest(deployment.execution());
    DeploymentRow row = DeploymentRow.of(runs.facts(description));
    PendingSteps steps = new PendingSteps(client);
    return new Observation<>(
        row,
        status(row.ref()),
        description.getPendingActivitiesList().stream().map(info -> steps.of(info, row)).toList());
  }

  private Optional<DeployStatus> status(DeploymentRef deployment) {
    return queries.ask(deployment.execution(), "status", DeployStatus.class);
  }

  /** The plan of a deployment. */
  public DeployPlan plan(DeploymentRef deployment) {
    return queries
        .ask(deployment.execution(), "plan", DeployPlan.class)
        .orElseGet(() -> queries.startedWith(deployment.execution(), DeployRequest.class).plan());
  }

  /** What was chosen for a deployment; when no worker answers, what it was started with. */
  public DeployTerms terms(DeploymentRef deployment) {
    return queries
        .ask(deployment.execution(), "terms", DeployTerms.class)
        .orElseGet(() -> queries.startedWith(deployment.execution(), DeployRequest.class).terms());
  }

  /** The outcome of an ended deployment, from its history; what was removed, from its workflow. */
  public DeploymentOutcome outcome(DeploymentRef deployment) {
    WorkflowEnd<DeployResult> end =
        WorkflowEnd.of(
            client, deployment.execution(), DeployResult.class, "deployment", "deploy again");
    return DeploymentOutcome.ended(end, status(deployment));
  }

  /** Everything that the service, the workflow and the history know of a deployment. */
  public DeploymentReport report(DeploymentRef deployment) {
    Observation<DeploymentRow, DeployStatus> seen = observe(deployment);
    Optional<DeployStatus> status = seen.status();
    // The history has the outcome even when no worker answers any more.
    Optional<DeploymentOutcome> outcome =
        seen.row().state().isEnded() ? Optional.of(outcome(seen.row().ref())) : Optional.empty();
    return new DeploymentReport(
        seen.row(),
        status.map(DeployStatus::act),
        status.isPresent(),
        status.map(DeployStatus::steps).orElse(List.of()),
        outcome.flatMap(DeploymentOutcome::failure).or(() -> status.flatMap(DeployStatus::failure)),
        outcome.flatMap(DeploymentOutcome::result).or(() -> status.flatMap(DeployStatus::result)),
        status.map(DeployStatus::removed).orElse(List.of()),
        status.map(DeployStatus::left).orElse(List.of()),
        seen.pending());
  }

  /** Starts a deployment, unless one of the same target, profile and architecture is running. */
  public DeploymentStart start(DeployRequest request) {
    return new DeploymentStarter(client).start(request);
  }

  /** Cancels a deployment; it removes what it has made before it ends. */
  public void cancel(DeploymentRef deployment) {
    runs.cancel(deployment.execution());
  }

  /** Ends a held deployment as failed. */
  public void abort(DeploymentRef deployment) {
    runs.onNewest(
        deployment.execution(),
        run -> {
          workflow(run).abort();
          return run;
        });
  }

  /**
   * Continues a held deployment with the target's settings and secrets as they are now.
   *
   * @throws io.pim.cli.output.CommandFailure when it does not accept that
   */
  public RetryAnswer retry(DeploymentRef deployment, DeployRequest request) {
    return runs.retry(
        deployment.execution(),
        run -> workflow(run).retryWith(request),
        "Deployment " + deployment.id(),
        "pim deploy show " + deployment.id());
  }

  private DeployWorkflow workflow(WorkflowExecution run) {
    return client.newWorkflowStub(DeployWorkflow.class, WorkflowRuns.target(run));
  }
}
