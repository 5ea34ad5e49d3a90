package io.pim.cli.client;

import io.temporal.api.common.v1.WorkflowExecution;

/**
 * One build on the Temporal service.
 *
 * @param buildId the name that people use
 * @param workflowId {@code <profile>-<arch>}
 * @param runId the run of that workflow
 */
public record BuildRef(String buildId, String workflowId, String runId) {
  WorkflowExecution execution() {
    return WorkflowExecution.newBuilder().setWorkflowId(workflowId).setRunId(runId).build();
  }
}
