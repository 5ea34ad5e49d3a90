package io.pim.cli.client;

import io.pim.model.plan.Plan;
import io.pim.workflows.build.BuildWorkflow;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildStatus;
import io.pim.workflows.message.BuildTerms;
import io.pim.workflows.message.RetryAnswer;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowClient;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The builds on a Temporal service: finds, lists, observes and reports them, and starts, cancels,
 * aborts and retries them. Commands use nothing else of this package but the values it returns.
 */
public final class Builds {
  private final WorkflowClient client;

  public Builds(WorkflowClient client) {
    this.client = client;
  }

  /**
   * The build that a person names: by build id; by {@code <profile>-<arch>}, which means the
   * newest; or by profile, if all its builds have one architecture.
   *
   * @throws io.pim.cli.output.CommandFailure when there is none; the message suggests the nearest
   *     name
   */
  public BuildRow find(String typed) {
    return new BuildFinder(client).find(typed);
  }

  /** The builds that a filter accepts, newest first. */
  public Stream<BuildRow> list(BuildFilter filter) {
    return new BuildList(client).builds(filter);
  }

  /** The same, with the reasons why builds are held or wait; that takes a query for each build. */
  public List<BuildRow> listWithNotes(BuildFilter filter, long most) {
    BuildObserver observer = new BuildObserver(client);
    return new Notes<>(
            (BuildRow row) -> observer.observe(row.ref()), BuildStatus::failure, BuildRow::noting)
        .on(list(filter).limit(most).toList());
  }

  /** The builds of one profile and architecture, newest first. */
  public Stream<BuildRow> runs(String workflowId) {
    return new BuildList(client).runs(workflowId);
  }

  /** The plan that a build runs. */
  public Plan plan(BuildRef build) {
    return new BuildQueries(client).plan(build);
  }

  /** Whether any build has not ended. */
  public boolean anyOpen() {
    return new BuildList(client).anyOpen();
  }

  /** The service's own view of a build, which needs no worker. */
  public BuildRow row(BuildRef build) {
    return new BuildObserver(client).row(build);
  }

  /** Observes a build. The workflow's part is missing while no worker answers. */
  public Observation<BuildRow, BuildStatus> observe(BuildRef build) {
    return new BuildObserver(client).observe(build);
  }

  /** Whether a worker answers for a build. */
  public boolean isAnswered(BuildRef build) {
    return new BuildQueries(client).status(build).isPresent();
  }

  /** The outcome of an ended build, from its history. */
  public BuildOutcome outcome(BuildRef build) {
    WorkflowEnd<BuildResult> end =
        WorkflowEnd.of(client, build.execution(), BuildResult.class, "build", "build again");
    return BuildOutcome.ended(end.state(), end.result(), end.failure());
  }

  /** Everything that the service, the workflow and the history know of a build. */
  public BuildReport report(BuildRef build) {
    Observation<BuildRow, BuildStatus> seen = observe(build);
    Optional<BuildStatus> status = seen.status();
    // The history has the outcome even when no worker answers any more.
    Optional<BuildOutcome> outcome =
        seen.row().state().isEnded() ? Optional.of(outcome(build)) : Optional.empty();
    return new BuildReport(
        seen.row(),
        status.isPresent(),
        status.map(BuildStatus::steps).orElse(List.of()),
        status.map(BuildStatus::moves).orElse(List.of()),
        outcome.flatMap(BuildOutcome::failure).or(() -> status.flatMap(BuildStatus::failure)),
        outcome.flatMap(BuildOutcome::result).or(() -> status.flatMap(BuildStatus::result)),
        seen.pending());
  }

  /** What was chosen for a build beside its plan. */
  public BuildTerms terms(BuildRef build) {
    return new BuildQueries(client).terms(build);
  }

  /** Starts a build, unless one of the same profile and architecture is running. */
  public StartAnswer start(BuildRequest request) {
    return new BuildStarter(client).start(request);
  }

  /** Cancels the build; it cleans up before it ends. */
  public void cancel(BuildRef build) {
    new WorkflowRuns(client).cancel(build.execution());
  }

  /** Ends a held build as failed. */
  public void abort(BuildRef build) {
    new WorkflowRuns(client)
        .onNewest(
            build.execution(),
            run -> {
              workflow(run).abort();
              return run;
            });
  }

  /**
   * Continues a held build with a new plan.
   *
   * @throws io.pim.cli.output.CommandFailure when the build does not accept it
   */
  public RetryAnswer retry(BuildRef build, BuildRequest request) {
    return new WorkflowRuns(client)
        .retry(
            build.execution(),
            run -> workflow(run).retryWith(request),
            "Build " + build.buildId(),
            "pim build show " + build.buildId());
  }

  private BuildWorkflow workflow(WorkflowExecution run) {
    return client.newWorkflowStub(BuildWorkflow.class, WorkflowRuns.target(run));
  }
}
