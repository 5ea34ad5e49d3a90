package io.pim.cli.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.query.v1.WorkflowQuery;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.QueryWorkflowRequest;
import io.temporal.api.workflowservice.v1.QueryWorkflowResponse;
import io.temporal.client.WorkflowClient;
import io.temporal.payload.context.WorkflowSerializationContext;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Asks workflows, which can answer only while a worker runs, and reads what they began with. */
final class WorkflowQueries {
  private static final long WORKER_SECONDS = 3;
  private static final Set<Status.Code> NOBODY_ANSWERS =
      Set.of(
          Status.Code.DEADLINE_EXCEEDED,
          Status.Code.FAILED_PRECONDITION,
          Status.Code.CANCELLED,
          Status.Code.RESOURCE_EXHAUSTED,
          Status.Code.INVALID_ARGUMENT);

  private final WorkflowClient client;

  WorkflowQueries(WorkflowClient client) {
    this.client = client;
  }

  /** The answer of a run; empty when no worker answers. */
  <T> Optional<T> ask(WorkflowExecution run, String query, Class<T> type) {
    // Not through WorkflowStub, which would retry for ten seconds when no worker runs.
    try {
      QueryWorkflowResponse response =
          client
              .getWorkflowServiceStubs()
              .blockingStub()
              .withDeadlineAfter(WORKER_SECONDS, TimeUnit.SECONDS)
              .queryWorkflow(
                  QueryWorkflowRequest.newBuilder()
                      .setNamespace(client.getOptions().getNamespace())
                      .setExecution(run)
                      .setQuery(WorkflowQuery.newBuilder().setQueryType(query))
                      .build());
      return response.hasQueryResult()
          ? Optional.ofNullable(read(run, response.getQueryResult(), type))
          : Optional.empty();
    } catch (StatusRuntimeException e) {
      if (NOBODY_ANSWERS.contains(e.getStatus().getCode())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The first argument in the first event of the run's history, which needs no worker. */
  <T> T startedWith(WorkflowExecution run, Class<T> type) {
    Payloads input =
        client
            .getWorkflowServiceStubs()
            .blockingStub()
            .getWorkflowExecutionHistory(
                GetWorkflowExecutionHistoryRequest.newBuilder()
                    .setNamespace(client.getOptions().getNamespace())
                    .setExecution(run)
                    .setMaximumPageSize(1)
                    .build())
            .getHistory()
            .getEvents(0)
            .getWorkflowExecutionStartedEventAttributes()
            .getInput();
    return read(run, input, type);
  }

  private <T> T read(WorkflowExecution run, Payloads payloads, Class<T> type) {
    return client
        .getOptions()
        .getDataConverter()
        .withContext(
            new WorkflowSerializationContext(
                client.getOptions().getNamespace(), run.getWorkflowId()))
        .fromPayloads(0, Optional.of(payloads), type, type);
  }
}
