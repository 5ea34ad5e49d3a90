package io.pim.cli.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pim.workflows.build.BuildWorkflow;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.filter.v1.WorkflowTypeFilter;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.ListClosedWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListOpenWorkflowExecutionsRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The builds that the Temporal service knows, newest first. */
final class BuildList {
  private final WorkflowClient client;

  BuildList(WorkflowClient client) {
    this.client = client;
  }

  /** The builds that a filter accepts. */
  Stream<BuildRow> builds(BuildFilter filter) {
    return select(filter.query()).filter(filter::lets);
  }

  /** Whether any build has not ended. */
  boolean anyOpen() {
    return select("WorkflowType='" + BuildWorkflow.TYPE + "' AND ExecutionStatus='Running'")
        .anyMatch(row -> !row.state().isEnded());
  }

  /** All runs of one workflow, and so all builds of one profile and architecture. */
  Stream<BuildRow> runs(String workflowId) {
    return select("WorkflowId = " + BuildFilter.quoted(workflowId))
        .filter(row -> row.workflowId().equals(workflowId));
  }

  private Stream<BuildRow> select(String query) {
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
        .filter(workflow -> !BuildRows.isContinued(workflow.getStatus()))
        .map(workflow -> BuildRows.of(workflow, client))
        .sorted(Comparator.comparing(BuildRow::startedAt).reversed());
  }

  /** Lists without a query, because the SDK's in-memory server supports no queries. */
  private Stream<WorkflowExecutionMetadata> openAndClosed() {
    WorkflowServiceStubs service = client.getWorkflowServiceStubs();
    String namespace = client.getOptions().getNamespace();
    WorkflowTypeFilter type = WorkflowTypeFilter.newBuilder().setName(BuildWorkflow.TYPE).build();
    List<WorkflowExecutionInfo> open =
        service
            .blockingStub()
            .listOpenWorkflowExecutions(
                ListOpenWorkflowExecutionsRequest.newBuilder()
                    .setNamespace(namespace)
                    .setTypeFilter(type)
                    .build())
            .getExecutionsList();
    List<WorkflowExecutionInfo> closed =
        service
            .blockingStub()
            .listClosedWorkflowExecutions(
                ListClosedWorkflowExecutionsRequest.newBuilder()
                    .setNamespace(namespace)
                    .setTypeFilter(type)
                    .build())
            .getExecutionsList();
    // Its lists lack memo and search attributes; only a description has them.
    return Stream.concat(open.stream(), closed.stream())
        .map(info -> describe(service, info.getExecution()));
  }

  private WorkflowExecutionMetadata describe(
      WorkflowServiceStubs service, WorkflowExecution execution) {
    return new WorkflowExecutionMetadata(
        service
            .blockingStub()
            .describeWorkflowExecution(
                DescribeWorkflowExecutionRequest.newBuilder()
                    .setNamespace(client.getOptions().getNamespace())
                    .setExecution(execution)
                    .build())
            .getWorkflowExecutionInfo(),
        client.getOptions().getDataConverter());
  }
}
