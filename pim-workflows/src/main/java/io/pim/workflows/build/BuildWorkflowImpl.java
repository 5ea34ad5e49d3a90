package io.pim.workflows.build;

import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.plan.Plan;
import io.pim.model.plan.RetryPoint;
import io.pim.workflows.activity.HostActivities;
import io.pim.workflows.failure.Failures;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildSoFar;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.BuildStatus;
import io.pim.workflows.message.BuildTerms;
import io.pim.workflows.message.OnFailure;
import io.pim.workflows.message.RetryAnswer;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.ContinueAsNewOptions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The life of a build around its steps: it gets a host, runs, returns to its newest layer when
 * infrastructure fails, is held when a person must fix something, and is cleaned up at its end.
 */
public final class BuildWorkflowImpl implements BuildWorkflow {
  /**
   * Long enough for a host that answers to end a machine. After that, the build is shown as held in
   * any case.
   */
  private static final Duration RELEASE_AWAITED = Duration.ofSeconds(10);

  private final BuildProgress progress;
  private final Placement placement;
  private final SetBacks setBacks;
  private final SharedLayers sharedLayers = new SharedLayers();
  private final OrderedDeployments deployments = new OrderedDeployments();

  /**
   * The failure for which an earlier history of the build was held. Temporal delivers signals
   * before the workflow runs, and a retry among them releases the build.
   */
  private final Optional<FailureReport> heldBefore;

  private BuildRequest request;
  private boolean retry;
  private boolean abort;

  @WorkflowInit
  public BuildWorkflowImpl(BuildRequest request, BuildSoFar soFar) {
    if (request == null) {
      // Anybody can start a workflow. Any other exception would make its first task fail endlessly.
      throw ApplicationFailure.newNonRetryableFailure("a build has a request", "NoRequest");
    }
    Optional<BuildSoFar> past = Optional.ofNullable(soFar);
    this.request = request;
    this.progress = new BuildProgress(request, past);
    this.heldBefore = progress.heldFor();
    this.placement = new Placement(request.buildId(), progress, past);
    this.setBacks = new SetBacks(past);
  }

  @Override
  public BuildResult build(BuildRequest unused, BuildSoFar alsoUnused) {
    try {
      return runUntilDone();
    } catch (CanceledFailure | ActivityFailure e) {
      // Cancellation, in a wait or in an activity; no other failure leaves the loop this way.
      endCanceled();
      throw e;
    }
  }

  private BuildResult runUntilDone() {
    Optional<FailureReport> held = heldBefore;
    while (true) {
      continueInNewHistoryIfLong(held);
      held.ifPresent(this::awaitPerson);
      held = Optional.empty();
      try {
        BuildResult result =
            new BuildSteps(request, placement, progress, setBacks, sharedLayers).run();
        // The image exists, so nobody needs the layers to continue from.
        sharedLayers.end();
        onHost("clean up", host -> host.cleanUp(request.buildId()));
        if (isCancelled()) {
          // Temporal closes it as cancelled whatever the method returns, so the status must agree.
          throw new CanceledFailure("cancelled when the image was there");
        }
        BuildResult deploying = result.deploying(deployments.start(request, result));
        BuildResult pushed = new PushToStore(request, progress).push(deploying);
        if (isCancelled()) {
          throw new CanceledFailure("cancelled when the image was pushed");
        }
        progress.finished(pushed);
        return pushed;
      } catch (ActivityFailure e) {
        if (e.getCause() instanceof CanceledFailure) {
          throw e;
        }
        if (isCancelled()) {
          throw new CanceledFailure("cancelled while a step failed: " + e.getMessage());
        }
        held = handle(Failures.of(e, progress.host()));
      }
    }
  }

  /**
   * Continues in a new history if this one is long, because histories are bounded and a build can
   * be retried any number of times. Between two tries nothing runs on any host. Signals and updates
   * that arrive meanwhile go to this run before it ends, or to the next one.
   */
  private void continueInNewHistoryIfLong(Optional<FailureReport> held) {
    boolean isToGoOnAtOnce = held.isPresent() && (retry || abort);
    if (Workflow.getInfo().isContinueAsNewSuggested()
        && Workflow.isEveryHandlerFinished()
        && !isToGoOnAtOnce
        && !isCancelled()) {
      sharedLayers.end();
      Workflow.continueAsNew(
          ContinueAsNewOptions.newBuilder()
              .setMemo(Map.of(BuildAttributes.BUILD_ID_MEMO, request.buildId().text()))
              .build(),
          request,
          soFar());
    }
  }

  private BuildSoFar soFar() {
    return new BuildSoFar(
        progress.status(),
        progress.finished(),
        placement.lastHost(),
        placement.lastHostIsLost(),
        setBacks.sinceNewLayer(),
        setBacks.layers());
  }

  private static boolean isCancelled() {
    return CancellationScope.current().isCancelRequested();
  }

  /** Prepares the next try; returns the failure to wait for if a person must act first. */
  private Optional<FailureReport> handle(FailureReport report) {
    boolean isForNewestLayer = report.kind().remedy() == FailureKind.Remedy.NEWEST_LAYER;
    if (isForNewestLayer && setBacks.count()) {
      setBack(report);
      return Optional.empty();
    }
    FailureReport forPerson = isForNewestLayer ? setBacks.inVain(report) : report;
    if (request.onFailure() == OnFailure.FAIL) {
      end(forPerson);
    }
    hold(forPerson);
    return Optional.of(forPerson);
  }

  private void setBack(FailureReport report) {
    progress.setBack(report);
    if (report.kind() == FailureKind.HOST_LOST) {
      sharedLayers.end();
      progress.moves().lost(progress.host(), progress.step());
      placement.lose();
    } else {
      onHost("stop machines", host -> host.stopMachines(request.buildId()));
    }
    progress.follow(request.plan());
  }

  /**
   * Stops the machine of a held build, so that its disk can be examined. A host that does not
   * answer has no machine to wait for, so after a while the build is shown as held in any case. The
   * message to that host must still be delivered before the messages of the next try.
   */
  private void hold(FailureReport report) {
    retry = false;
    abort = false;
    Promise<Void> release =
        Async.procedure(() -> onHost("release the host", host -> host.release(request.buildId())));
    Workflow.newDetachedCancellationScope(
            () -> {
              Workflow.await(RELEASE_AWAITED, release::isCompleted);
              progress.held(report);
              Workflow.await(release::isCompleted);
            })
        .run();
  }

  private void awaitPerson(FailureReport report) {
    Workflow.await(() -> retry || abort);
    if (abort) {
      end(report);
    }
    setBacks.forgive();
    progress.waiting();
    progress.follow(request.plan());
  }

  private void end(FailureReport report) {
    sharedLayers.end();
    onHost("clean up", host -> host.cleanUp(request.buildId()));
    progress.failed(report);
    throw Failures.toTemporalFinal(report);
  }

  private void endCanceled() {
    sharedLayers.end();
    onHost("clean up", host -> host.cleanUp(request.buildId()));
    progress.canceled();
  }

  private void onHost(String summary, Consumer<HostActivities> action) {
    placement.onHost(summary, action);
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
  public BuildTerms terms() {
    return request.terms();
  }

  @Override
  public void checkRetry(BuildRequest newRequest) {
    if (progress.status().state() != BuildState.HELD) {
      throw new IllegalStateException(
          "only a held build can be retried; this one is " + progress.status().state());
    }
    if (!newRequest.buildId().equals(request.buildId())) {
      throw new IllegalStateException("the new plan is for build " + newRequest.buildId());
    }
    if (!newRequest.plan().profile().equals(request.plan().profile())
        || newRequest.plan().architecture() != request.plan().architecture()) {
      throw new IllegalStateException("the new plan is of another profile or architecture");
    }
  }

  @Override
  public RetryAnswer retryWith(BuildRequest newRequest) {
    RetryPoint point = RetryPoint.between(request.plan(), newRequest.plan(), progress.step());
    request = request.retriedWith(newRequest);
    retry();
    return new RetryAnswer(point.step(), point.why());
  }

  @Override
  public void retry() {
    retry = true;
    if (progress.status().state() == BuildState.HELD) {
      // Sets the state at once: the person who sent it checks next, and must not see the build as
      // still held.
      progress.waiting();
    }
  }

  @Override
  public void abort() {
    abort = true;
  }
}
