package io.pim.cli.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pim.model.plan.Plan;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildStatus;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.query.v1.WorkflowQuery;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.QueryWorkflowRequest;
import io.temporal.api.workflowservice.v1.QueryWorkflowResponse;
import io.temporal.client.WorkflowClient;
import io.temporal.payload.context.WorkflowSerializationContext;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Queries a build's workflow, which can answer only while a worker runs. */
final class BuildQueries {
  private static final long WORKER_SECONDS = 3;
  private static final Set<Status.Code> NOBODY_ANSWERS =
      Set.of(
          Status.Code.DEADLINE_EXCEEDED,
          Status.Code.FAILED_PRECONDITION,
          Status.Code.CANCELLED,
          Status.Code.RESOURCE_EXHAUSTED,
          Status.Code.INVALID_ARGUMENT);

  private final WorkflowClient client;

  BuildQueries(WorkflowClient client) {
    this.client = client;
  }

  /** The build's status; empty when no worker answers. */
  Optional<BuildStatus> status(BuildRef build) {
    return ask(build, "status", BuildStatus.class);
  }

  /** The build's current plan; when no worker answers, its first plan. */
  Plan plan(BuildRef build) {
    return ask(build, "plan", Plan.class).orElseGet(() -> startedWith(build).plan());
  }

  private <T> Optional<T> ask(BuildRef build, String query, Class<T> type) {
    // WorkflowStub is not used, because it retries for ten seconds when no worker runs.
    try {
      QueryWorkflowResponse response =
          client
              .getWorkflowServiceStubs()
              .blockingStub()
              .withDeadlineAfter(WORKER_SECONDS, TimeUnit.SECONDS)
              .queryWorkflow(
                  QueryWorkflowRequest.newBuilder()
                      .setNamespace(client.getOptions().getNamespace())
                      .setExecution(build.execution())
                      .setQuery(WorkflowQuery.newBuilder().setQueryType(query))
                      .build());
      return response.hasQueryResult()
          ? Optional.ofNullable(read(build, response.getQueryResult(), type))
          : Optional.empty();
    } catch (StatusRuntimeException e) {
      if (NOBODY_ANSWERS.contains(e.getStatus().getCode())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The request in the first event of the build's history, which needs no worker. */
  private BuildRequest startedWith(BuildRef build) {
    Payloads input =
        client
            .getWorkflowServiceStubs()
            .blockingStub()
            .getWorkflowExecutionHistory(
                GetWorkflowExecutionHistoryRequest.newBuilder()
                    .setNamespace(client.getOptions().getNamespace())
                    .setExecution(build.execution())
                    .setMaximumPageSize(1)
                    .build())
            .getHistory()
            .getEvents(0)
            .getWorkflowExecutionStartedEventAttributes()
            .getInput();
    return read(build, input, BuildRequest.class);
  }

  private <T> T read(BuildRef build, Payloads payloads, Class<T> type) {
    return client
        .getOptions()
        .getDataConverter()
        .withContext(
            new WorkflowSerializationContext(
                client.getOptions().getNamespace(), build.workflowId()))
        .fromPayloads(0, Optional.of(payloads), type, type);
  }
}
