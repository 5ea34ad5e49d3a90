package io.pim.workflows.deploy;

import io.pim.model.deploy.DeployPlan;
import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.workflows.failure.Failures;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.DeployRequest;
import io.pim.workflows.message.DeployResult;
import io.pim.workflows.message.DeploySoFar;
import io.pim.workflows.message.DeployStatus;
import io.pim.workflows.message.DeployTerms;
import io.pim.workflows.message.OnFailure;
import io.pim.workflows.message.RetryAnswer;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.ContinueAsNewOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.util.Map;
import java.util.Optional;

/**
 * The life of a deployment around its steps: it runs on the host that has the image, is held when a
 * person must fix something, and is undone when it ends before it was recorded.
 */
public final class DeployWorkflowImpl implements DeployWorkflow {
  private final DeployProgress progress;
  private final DeployEnd end;

  /**
   * The failure for which an earlier history of the deployment was held. Temporal delivers signals
   * before the workflow runs, and a retry among them releases the deployment.
   */
  private final Optional<FailureReport> heldBefore;

  private DeployRequest request;
  private boolean retry;
  private boolean abort;

  /** The target's settings differ from those with which the deployment made its things. */
  private boolean otherSettings;

  @WorkflowInit
  public DeployWorkflowImpl(DeployRequest request, DeploySoFar soFar) {
    if (request == null) {
      // Anybody can start a workflow. Any other exception would make its first task fail endlessly.
      throw ApplicationFailure.newNonRetryableFailure("a deployment has a request", "NoRequest");
    }
    this.request = request;
    this.progress = new DeployProgress(request, Optional.ofNullable(soFar));
    this.heldBefore = progress.heldFor();
    this.end = new DeployEnd(request.id(), progress);
  }

  @Override
  public DeployResult deploy(DeployRequest unused, DeploySoFar alsoUnused) {
    try {
      return runUntilDone();
    } catch (CanceledFailure | ActivityFailure e) {
      // Cancellation, in a wait or in an activity; no other failure leaves the loop this way.
      end.undoAndClose();
      progress.canceled();
      throw e;
    }
  }

  private DeployResult runUntilDone() {
    Optional<FailureReport> held = heldBefore;
    while (true) {
      continueInNewHistoryWhereThisIsLong(held);
      held.ifPresent(this::awaitPerson);
      held = Optional.empty();
      try {
        new DeploySteps(request, progress).run();
        if (isCancelled()) {
          // Temporal closes it as cancelled whatever the method returns, so the status must agree.
          throw new CanceledFailure("cancelled when all was done");
        }
        end.close();
        progress.finished();
        return progress.reached();
      } catch (ActivityFailure e) {
        if (e.getCause() instanceof CanceledFailure) {
          throw e;
        }
        if (isCancelled()) {
          throw new CanceledFailure("cancelled while a step failed: " + e.getMessage());
        }
        held = Optional.of(hold(report(e)));
      }
    }
  }

  private FailureReport report(ActivityFailure e) {
    FailureReport report = Failures.of(e, progress.host());
    return report.kind() != FailureKind.HOST_LOST
        ? report
        : new FailureReport(
            report.kind(),
            report.what(),
            report.where(),
            report.why(),
            "Start its worker again (pim worker run): that host has the image.",
            report.lastLines());
  }

  /** Holds the deployment; ends it instead if it must not wait for anybody. */
  private FailureReport hold(FailureReport report) {
    if (request.onFailure() == OnFailure.FAIL) {
      fail(report);
    }
    retry = false;
    abort = false;
    progress.held(report);
    return report;
  }

  /**
   * Continues in a new history, because histories are bounded while a deployment can be held and
   * retried any number of times. Nothing runs on the host then. Temporal gives signals and updates
   * that arrive meanwhile to this run before it ends, or to the next one.
   */
  private void continueInNewHistoryWhereThisIsLong(Optional<FailureReport> held) {
    if (Workflow.getInfo().isContinueAsNewSuggested()
        && Workflow.isEveryHandlerFinished()
        && held.isPresent()
        && !retry
        && !abort
        && !isCancelled()) {
      Workflow.continueAsNew(
          ContinueAsNewOptions.newBuilder()
              .setMemo(Map.of(BuildAttributes.DEPLOYMENT_ID_MEMO, request.id().text()))
              .build(),
          request,
          new DeploySoFar(progress.status(), progress.reached(), progress.isOpened()));
    }
  }

  private static boolean isCancelled() {
    return CancellationScope.current().isCancelRequested();
  }

  private void awaitPerson(FailureReport report) {
    Workflow.await(() -> retry || abort);
    if (abort) {
      fail(report);
    }
    progress.waiting();
    if (otherSettings) {
      otherSettings = false;
      end.undoForOtherSettings();
      progress.startAnew();
    }
    progress.follow(request);
  }

  private void fail(FailureReport report) {
    end.undoAndClose();
    progress.failed(report);
    throw Failures.toTemporalFinal(report);
  }

  @Override
  public DeployStatus status() {
    return progress.status();
  }

  @Override
  public DeployPlan plan() {
    return request.plan();
  }

  @Override
  public DeployTerms terms() {
    return request.terms();
  }

  @Override
  public void checkRetry(DeployRequest newRequest) {
    if (progress.state() != BuildState.HELD) {
      throw new IllegalStateException(
          "only a held deployment can be retried; this one is " + progress.state());
    }
    if (!newRequest.id().equals(request.id())) {
      throw new IllegalStateException("the new plan is for deployment " + newRequest.id());
    }
    DeployPlan old = request.plan();
    DeployPlan plan = newRequest.plan();
    if (plan.act() != old.act()
        || !plan.target().equals(old.target())
        || !plan.image().equals(old.image())
        || !plan.rollbackTo().equals(old.rollbackTo())) {
      throw new IllegalStateException("the new plan is for another act, target or image");
    }
  }

  /**
   * What was made with other settings may be at another place on the target, so it is removed and
   * made again; but not once users of the target see it.
   */
  @Override
  public RetryAnswer retryWith(DeployRequest newRequest) {
    boolean sameSettings =
        newRequest.plan().type().equals(request.plan().type())
            && newRequest.plan().settings().equals(request.plan().settings());
    boolean anew = !sameSettings && !progress.isDone(DeployStep.SWITCH);
    otherSettings |= anew;
    request = newRequest;
    retry();
    String first = request.plan().steps().get(0).id();
    return anew
        ? new RetryAnswer(first, "the target's settings have changed")
        : new RetryAnswer(
            progress.step().map(DeployStep::id).orElse(first), "it is the step that failed");
  }

  @Override
  public void retry() {
    retry = true;
    if (progress.state() == BuildState.HELD) {
      // Sets the state at once: the person who sent it checks next, and must not see the deployment
      // as still held.
      progress.waiting();
    }
  }

  @Override
  public void abort() {
    abort = true;
  }
}
