package io.pim.workflows.deploy;

import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.FailureKind;
import io.pim.workflows.activity.ActivityLimits;
import io.pim.workflows.activity.DeployActivities;
import io.pim.workflows.activity.DeployNote;
import io.pim.workflows.activity.DeployStepRef;
import io.pim.workflows.failure.Failures;
import io.pim.workflows.message.DeployRequest;
import io.pim.workflows.message.OnFailure;
import io.temporal.activity.ActivityOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Workflow;

/** One try of a deployment: runs every pending step, in the plan's order. */
final class DeploySteps {
  private final DeployRequest request;
  private final DeployProgress progress;

  DeploySteps(DeployRequest request, DeployProgress progress) {
    this.request = request;
    this.progress = progress;
  }

  /** Runs the steps on the host, where the deployment is opened first. */
  void run() {
    progress.opening();
    open();
    for (DeployStep step : request.plan().steps()) {
      if (!progress.isDone(step)) {
        progress.started(step);
        progress.done(step, runWhereTheImageIs(step));
      }
    }
  }

  /**
   * No other host has the image, so the deployment waits for a host that does not answer, and
   * continues when its worker is back. If it must not wait for anybody, it fails.
   */
  private DeployNote runWhereTheImageIs(DeployStep step) {
    while (true) {
      try {
        return run(step);
      } catch (ActivityFailure e) {
        if (e.getCause() instanceof CanceledFailure
            || request.onFailure() == OnFailure.FAIL
            || Failures.of(e, progress.host()).kind() != FailureKind.HOST_LOST) {
          throw e;
        }
        progress.waitingForHost(step);
        open();
        progress.started(step);
      }
    }
  }

  /** Opens the deployment on its host; waits for the host if that is allowed. */
  private void open() {
    String summary = "open the deployment";
    ActivityOptions options =
        request.onFailure() == OnFailure.FAIL
            ? ActivityLimits.step(progress.host(), summary)
            : ActivityLimits.whenever(progress.host(), summary);
    Workflow.newActivityStub(DeployActivities.class, options).open(request);
    progress.opened();
  }

  private DeployNote run(DeployStep step) {
    DeployActivities host =
        Workflow.newActivityStub(
            DeployActivities.class, ActivityLimits.step(progress.host(), step.title()));
    DeployStepRef ref = new DeployStepRef(request.id(), step);
    return switch (step) {
      case RESOLVE -> host.resolve(ref);
      case CHECK -> host.check(ref);
      case CONVERT -> host.convert(ref);
      case UPLOAD -> host.upload(ref);
      case CREATE -> host.create(ref);
      case TRY -> host.trial(ref);
      case SWITCH -> host.switchTo(ref);
      case RECORD -> host.record(ref);
      case PRUNE -> host.prune(ref);
      // The host accepted the plan, so its worker is expected to know the step. Temporal gives this
      // task to another worker.
      case UNKNOWN ->
          throw new IllegalStateException(
              "a step of this deployment is not known to this worker; a newer one will continue");
    };
  }
}
