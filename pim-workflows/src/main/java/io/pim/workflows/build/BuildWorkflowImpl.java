package io.pim.workflows.build;

import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKind;
import io.pim.workflows.activity.ActivityLimits;
import io.pim.workflows.activity.ClaimActivities;
import io.pim.workflows.activity.HostActivities;
import io.pim.workflows.activity.HostClaim;
import io.pim.workflows.failure.Failures;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.BuildStatus;
import io.pim.workflows.message.OnFailure;
import io.pim.workflows.message.RetryAnswer;
import io.pim.workflows.queue.TaskQueues;
import io.temporal.activity.ActivityOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.util.List;
import java.util.function.Consumer;

/**
 * The life of a build around its steps: it is placed on a host, tried, set back to its newest layer
 * when infrastructure fails, held when a person must mend something, and cleaned up at its end.
 */
public final class BuildWorkflowImpl implements BuildWorkflow {
  /** Set-backs at one and the same step after which trying again is taken for vain. */
  private static final int SET_BACKS_AT_A_STEP = 3;

  private final BuildProgress progress;
  private BuildRequest request;
  private String lastHost = "";
  private String setBackStep = "";
  private int setBacks;
  private boolean retry;
  private boolean abort;

  @WorkflowInit
  public BuildWorkflowImpl(BuildRequest request) {
    this.request = request;
    this.progress = new BuildProgress(request);
  }

  @Override
  public BuildResult build(BuildRequest unused) {
    try {
      return runUntilDone();
    } catch (CanceledFailure | ActivityFailure e) {
      // Cancellation, in a wait or in an activity: no other failure leaves the loop this way.
      endCanceled();
      throw e;
    }
  }

  private BuildResult runUntilDone() {
    while (true) {
      try {
        if (progress.host().isEmpty()) {
          claimHost();
        }
        BuildResult result = new BuildSteps(request, progress.host(), progress).run();
        onHost("clean up", host -> host.cleanUp(request.buildId()));
        progress.finished(result);
        return result;
      } catch (ActivityFailure e) {
        if (e.getCause() instanceof CanceledFailure) {
          throw e;
        }
        handle(Failures.of(e, progress.host()));
      }
    }
  }

  private void claimHost() {
    progress.waiting();
    PlanStep step = request.plan().only(StepKind.CLAIM);
    progress.started(step.name());
    String host = claim().hostId();
    lastHost = host;
    progress.placed(host);
    progress.done(step.name(), "host " + host);
  }

  private HostClaim claim() {
    String builder = request.plan().builder();
    if (lastHost.isEmpty()) {
      String queue =
          builder.equals(Plan.ANY_HOST)
              ? TaskQueues.architecture(request.plan().architecture())
              : TaskQueues.host(builder);
      return claim(ActivityLimits.claim(queue));
    }
    // The host of the last try has the layers; only if it does not answer, another one is asked.
    String host = lastHost;
    lastHost = "";
    try {
      return claim(ActivityLimits.claimAgain(host));
    } catch (ActivityFailure e) {
      if (Failures.of(e, host).kind() != FailureKind.HOST_LOST) {
        throw e;
      }
      return claim();
    }
  }

  private HostClaim claim(ActivityOptions options) {
    return Workflow.newActivityStub(ClaimActivities.class, options).claim(request.buildId());
  }

  private void handle(FailureReport report) {
    boolean mayHelp = report.kind().remedy() == FailureKind.Remedy.NEWEST_LAYER && countSetBack();
    if (mayHelp && report.kind() == FailureKind.HOST_LOST) {
      progress.setBack(report);
      progress.placed("");
    } else if (mayHelp) {
      progress.setBack(report);
      onHost("stop machines", host -> host.stopMachines(request.buildId()));
    } else if (request.onFailure() == OnFailure.FAIL) {
      end(report);
    } else {
      hold(report);
    }
    progress.follow(request.plan());
  }

  /** Counts failures of infrastructure at one step; false when there have been too many. */
  private boolean countSetBack() {
    setBacks = progress.step().equals(setBackStep) ? setBacks + 1 : 1;
    setBackStep = progress.step();
    return setBacks <= SET_BACKS_AT_A_STEP;
  }

  private void hold(FailureReport report) {
    onHost("release the host", host -> host.release(request.buildId()));
    retry = false;
    progress.held(report);
    Workflow.await(() -> retry || abort);
    if (abort) {
      end(report);
    }
    setBacks = 0;
    progress.waiting();
  }

  private void end(FailureReport report) {
    onHost("clean up", host -> host.cleanUp(request.buildId()));
    progress.failed(report);
    throw Failures.toTemporalFinal(report);
  }

  private void endCanceled() {
    onHost("clean up", host -> host.cleanUp(request.buildId()));
    progress.canceled();
  }

  /**
   * Ends things on the host even where the workflow itself has been cancelled. A host that does not
   * answer cleans up by itself when its worker starts again.
   */
  private void onHost(String summary, Consumer<HostActivities> action) {
    String host = progress.host().isEmpty() ? lastHost : progress.host();
    if (host.isEmpty()) {
      return;
    }
    HostActivities activities =
        Workflow.newActivityStub(HostActivities.class, ActivityLimits.cleanUp(host, summary));
    Workflow.newDetachedCancellationScope(
            () -> {
              try {
                action.accept(activities);
              } catch (ActivityFailure e) {
                Workflow.getLogger(BuildWorkflowImpl.class)
                    .warn("{} on host {} did not work: {}", summary, host, e.getMessage());
              }
            })
        .run();
  }

  @Override
  public BuildStatus status() {
    return progress.status();
  }

  @Override
  public Plan plan() {
    return request.plan();
  }

  @Override
  public void checkRetry(BuildRequest newRequest) {
    if (progress.status().state() != BuildState.HELD) {
      throw new IllegalStateException(
          "only a held build can be retried; this one is " + progress.status().state());
    }
    if (!newRequest.plan().profile().equals(request.plan().profile())
        || newRequest.plan().architecture() != request.plan().architecture()) {
      throw new IllegalStateException("the new plan is of another profile or architecture");
    }
  }

  @Override
  public RetryAnswer retryWith(BuildRequest newRequest) {
    RetryAnswer answer = answer(request.plan(), newRequest.plan(), progress.step());
    request = request.retriedWith(newRequest);
    retry = true;
    return answer;
  }

  private static RetryAnswer answer(Plan old, Plan fresh, String failedStep) {
    List<PlanStep> oldSteps = old.steps();
    for (PlanStep step : fresh.steps()) {
      if (step.key().isPresent() && oldSteps.stream().noneMatch(s -> s.key().equals(step.key()))) {
        return new RetryAnswer(step.name(), "its inputs have changed since");
      }
      if (step.name().equals(failedStep)) {
        break;
      }
    }
    return new RetryAnswer(failedStep, "it is the step that failed");
  }

  @Override
  public void retry() {
    retry = true;
  }

  @Override
  public void abort() {
    abort = true;
  }
}
