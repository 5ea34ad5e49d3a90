package io.pim.cli.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.filter.v1.WorkflowTypeFilter;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.ListClosedWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListOpenWorkflowExecutionsRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.util.List;
import java.util.stream.Stream;

/** Lists the workflows of one type, without the runs that were continued in another. */
final class WorkflowList {
  private final WorkflowClient client;
  private final String type;

  WorkflowList(WorkflowClient client, String type) {
    this.client = client;
    this.type = type;
  }

  /**
   * Those that a query of Temporal's visibility selects, in no order. A service without queries
   * returns all, so the caller must filter again.
   */
  Stream<WorkflowFacts> select(String query) {
    Stream<WorkflowExecutionMetadata> found;
    try {
      // Collected here, because the stream calls the service only while it is read.
      found = client.listExecutions(query).toList().stream();
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.UNIMPLEMENTED) {
        throw e;
      }
      found = openAndClosed();
    }
    return found
        // The in-memory server also lists closed workflows of other types.
        .filter(workflow -> workflow.getWorkflowType().equals(type))
        .filter(workflow -> !WorkflowFacts.isContinued(workflow.getStatus()))
        .map(workflow -> new WorkflowFacts(workflow, client));
  }

  /** Lists without a query, because the SDK's in-memory server supports no queries. */
  private Stream<WorkflowExecutionMetadata> openAndClosed() {
    WorkflowServiceStubs service = client.getWorkflowServiceStubs();
    String namespace = client.getOptions().getNamespace();
    WorkflowTypeFilter filter = WorkflowTypeFilter.newBuilder().setName(type).build();
    List<WorkflowExecutionInfo> open =
        service
            .blockingStub()
            .listOpenWorkflowExecutions(
                ListOpenWorkflowExecutionsRequest.newBuilder()
                    .setNamespace(namespace)
                    .setTypeFilter(filter)
                    .build())
            .getExecutionsList();
    List<WorkflowExecutionInfo> closed =
        service
            .blockingStub()
            .listClosedWorkflowExecutions(
                ListClosedWorkflowExecutionsRequest.newBuilder()
                    .setNamespace(namespace)
                    .setTypeFilter(filter)
                    .build())
            .getExecutionsList();
    // Its lists lack memo and search attributes; only a description has them.
    WorkflowRuns runs = new WorkflowRuns(client);
    return Stream.concat(open.stream(), closed.stream())
        .map(info -> runs.metadata(runs.describe(info.getExecution())));
  }
}
