package io.pim.worker;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pim.activities.host.BuildLife;
import io.pim.activities.host.VmSlots;
import io.pim.model.files.BuildId;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cleans up after builds that ended while this host's worker was away: their clean-up found nobody
 * here to do it.
 */
final class OrphanedClaims {
  private static final Logger LOG = LoggerFactory.getLogger(OrphanedClaims.class);

  private final WorkflowClient client;
  private final VmSlots slots;
  private final BuildLife life;

  OrphanedClaims(WorkflowClient client, VmSlots slots, BuildLife life) {
    this.client = client;
    this.slots = slots;
    this.life = life;
  }

  void cleanUp() throws IOException, InterruptedException {
    for (BuildId build : slots.holders()) {
      if (!isRunning(build)) {
        LOG.info("build {} ended while no worker was here: cleaning up", build);
        life.cleanUp(build);
      }
    }
  }

  /** Whether the workflow's current run is this build; a later build has another id in its memo. */
  private boolean isRunning(BuildId build) {
    try {
      WorkflowExecutionInfo info =
          client
              .getWorkflowServiceStubs()
              .blockingStub()
              .describeWorkflowExecution(
                  DescribeWorkflowExecutionRequest.newBuilder()
                      .setNamespace(client.getOptions().getNamespace())
                      .setExecution(
                          WorkflowExecution.newBuilder().setWorkflowId(build.workflowId()))
                      .build())
              .getWorkflowExecutionInfo();
      return info.getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING
          && build.text().equals(buildIdOf(info));
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  private String buildIdOf(WorkflowExecutionInfo info) {
    Payload payload =
        info.getMemo()
            .getFieldsOrDefault(BuildAttributes.BUILD_ID_MEMO, Payload.getDefaultInstance());
    return client.getOptions().getDataConverter().fromPayload(payload, String.class, String.class);
  }
}
