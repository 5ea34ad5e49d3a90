package io.pim.cli.client;

import io.temporal.api.common.v1.WorkflowExecution;

/**
 * One deployment on the Temporal service.
 *
 * @param id the name that people use
 * @param workflowId names target, profile and architecture
 * @param runId the run of that workflow
 */
public record DeploymentRef(String id, String workflowId, String runId) {
  WorkflowExecution execution() {
    return WorkflowExecution.newBuilder().setWorkflowId(workflowId).setRunId(runId).build();
  }
}
