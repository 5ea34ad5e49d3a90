package io.pim.worker;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pim.activities.host.BuildLife;
import io.pim.model.failure.BuildFailure;
import io.pim.model.files.BuildId;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cleans up after builds that ended while this host's worker was away: their clean-up found nobody
 * here to do it.
 */
final class OrphanedClaims {
  private static final Logger LOG = LoggerFactory.getLogger(OrphanedClaims.class);

  private final WorkflowClient client;
  private final BuildLife life;

  OrphanedClaims(WorkflowClient client, BuildLife life) {
    this.client = client;
    this.life = life;
  }

  void cleanUp() throws IOException, InterruptedException {
    for (BuildId build : life.unfinished()) {
      if (!isRunning(build)) {
        LOG.info("build {} ended while no worker was here: cleaning up", build);
        cleanUp(build);
      }
    }
  }

  /** One build that resists must not keep the worker from all others. */
  private void cleanUp(BuildId build) throws InterruptedException {
    try {
      life.cleanUp(build);
    } catch (IOException | BuildFailure e) {
      LOG.warn("build {} could not be cleaned up: {}", build, e.getMessage());
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
          && buildIdOf(info).map(build.text()::equals).orElse(true);
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  /** Empty for a workflow that does not say: then it may be this build, and is left alone. */
  private Optional<String> buildIdOf(WorkflowExecutionInfo info) {
    return Optional.ofNullable(info.getMemo().getFieldsMap().get(BuildAttributes.BUILD_ID_MEMO))
        .map(
            payload ->
                client
                    .getOptions()
                    .getDataConverter()
                    .fromPayload(payload, String.class, String.class));
  }
}
