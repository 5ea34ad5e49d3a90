package io.pim.workflows.deploy;

import io.pim.model.deploy.DeployStep;
import io.pim.model.files.DeploymentId;
import io.pim.workflows.activity.ActivityLimits;
import io.pim.workflows.activity.DeployActivities;
import io.pim.workflows.failure.Failures;
import io.temporal.activity.ActivityOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Workflow;

/**
 * The end of a deployment on its host and its target, even if the workflow was cancelled. PIM does
 * not wait for a host or a target that does not answer: the host's worker tries again later.
 */
final class DeployEnd {
  private final DeploymentId id;
  private final DeployProgress progress;

  DeployEnd(DeploymentId id, DeployProgress progress) {
    this.id = id;
    this.progress = progress;
  }

  /**
   * Removes what was made on the target. A recorded deployment stays, because the registry and
   * users of the target know it.
   */
  void undoAndClose() {
    if (!progress.isOpened()) {
      return;
    }
    if (progress.isDone(DeployStep.RECORD) || undo()) {
      close();
    }
  }

  /** Removes what was made with outdated settings. */
  void undoForOtherSettings() {
    if (progress.isOpened()) {
      undo();
    }
  }

  /** False if something may still be there; the status then says so. */
  private boolean undo() {
    boolean[] done = {false};
    Workflow.newDetachedCancellationScope(
            () -> {
              try {
                progress.undone(stub(ActivityLimits.undo(progress.host())).undo(id).removed());
                done[0] = true;
              } catch (ActivityFailure e) {
                progress.leftBehind(Failures.of(e, progress.host()).what());
              }
            })
        .run();
    return done[0];
  }

  /** Removes everything on the host except request and log. */
  void close() {
    Workflow.newDetachedCancellationScope(
            () -> {
              try {
                stub(ActivityLimits.cleanUp(progress.host(), "close the deployment")).close(id);
              } catch (ActivityFailure e) {
                Workflow.getLogger(DeployEnd.class)
                    .warn("deployment {} could not be closed: {}", id, e.getMessage());
              }
            })
        .run();
  }

  private static DeployActivities stub(ActivityOptions options) {
    return Workflow.newActivityStub(DeployActivities.class, options);
  }
}
