package io.pim.cli.client;

import io.temporal.api.common.v1.WorkflowExecution;

/**
 * One build on the Temporal service.
 *
 * @param buildId what people call it
 * @param workflowId {@code <profile>-<arch>}
 * @param runId which run of that workflow
 */
public record BuildRef(String buildId, String workflowId, String runId) {
  WorkflowExecution execution() {
    return WorkflowExecution.newBuilder().setWorkflowId(workflowId).setRunId(runId).build();
  }
}
