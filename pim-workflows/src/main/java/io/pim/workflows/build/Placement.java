package io.pim.workflows.build;

import io.pim.model.failure.FailureKind;
import io.pim.model.files.BuildId;
import io.pim.model.plan.Plan;
import io.pim.workflows.activity.ActivityLimits;
import io.pim.workflows.activity.ClaimActivities;
import io.pim.workflows.activity.HostActivities;
import io.pim.workflows.activity.StepNote;
import io.pim.workflows.failure.Failures;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildSoFar;
import io.pim.workflows.queue.TaskQueues;
import io.temporal.activity.ActivityOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** The host of a build, its previous host, and the host that is asked next. */
final class Placement {
  private final BuildId buildId;
  private final BuildProgress progress;

  /** The host that has the build's layers and other leftovers. */
  private String lastHost;

  private boolean lastHostIsLost;

  /** True until a host is asked for anything but a slot. */
  private boolean firstTry;

  Placement(BuildId buildId, BuildProgress progress, Optional<BuildSoFar> soFar) {
    this.buildId = buildId;
    this.progress = progress;
    this.lastHost = soFar.map(BuildSoFar::lastHost).orElse("");
    this.lastHostIsLost = soFar.map(BuildSoFar::lastHostIsLost).orElse(false);
  }

  String lastHost() {
    return lastHost;
  }

  boolean lastHostIsLost() {
    return lastHostIsLost;
  }

  /** Whether no host knows the build yet. True only at the first call. */
  boolean isFirstTry() {
    boolean first = firstTry;
    firstTry = false;
    return first;
  }

  /**
   * Waits for a slot, without a limit. A host that the request names is asked before others at the
   * first claim, if the plan allows any.
   */
  StepNote claim(BuildRequest request) {
    firstTry = lastHost.isEmpty();
    String host = claimFor(request);
    lastHost = host;
    lastHostIsLost = false;
    progress.placed(host);
    return new StepNote("host " + host);
  }

  /**
   * Gives up on a host that does not answer. The build moves to another one if its plan allows
   * that.
   */
  void lose() {
    lastHostIsLost = true;
    progress.waiting();
  }

  private String claimFor(BuildRequest request) {
    Plan plan = request.plan();
    Optional<String> askFirst = request.askFirst();
    boolean choice = plan.builder().equals(Plan.ANY_HOST);
    if (lastHost.isEmpty()) {
      return choice && askFirst.isPresent() ? claimFirst(askFirst.get(), plan) : claimAnew(plan);
    }
    return choice && !lastHostIsLost ? claimAgain(lastHost, request) : claimAnew(plan);
  }

  private String claimAnew(Plan plan) {
    if (!plan.builder().equals(Plan.ANY_HOST)) {
      progress.note(
          "waiting for host "
              + plan.builder()
              + (lastHostIsLost && lastHost.equals(plan.builder()) ? ", which was lost," : "")
              + " because the configuration names it");
      return claim(ActivityLimits.claim(TaskQueues.claims(plan.builder())));
    }
    progress.note("waiting for any " + plan.architecture().id() + " host with a free slot");
    return claim(ActivityLimits.claim(TaskQueues.architecture(plan.architecture())));
  }

  /**
   * Asks the last host first, because it has the layers. Other hosts are asked only if it does not
   * answer or has no free slot for too long.
   */
  private String claimAgain(String host, BuildRequest request) {
    Duration answer = ActivityLimits.hostAnswer(request);
    progress.note(
        "waiting for host "
            + host
            + ", which has the layers; after "
            + inWords(answer)
            + " for any host");
    Optional<String> claimed = claimUnlessLost(host, ActivityLimits.claimAgain(host, answer));
    lastHostIsLost = claimed.isEmpty();
    return claimed.orElseGet(() -> claimAnew(request.plan()));
  }

  private static String inWords(Duration limit) {
    return limit.toSecondsPart() == 0 ? limit.toMinutes() + " min" : limit.toSeconds() + " s";
  }

  private String claimFirst(String host, Plan plan) {
    progress.note(
        "waiting for host "
            + host
            + ", which is asked first; after "
            + ActivityLimits.PREFERRED_HOST.toMinutes()
            + " min for any "
            + plan.architecture().id()
            + " host");
    return claimUnlessLost(host, ActivityLimits.claimFirst(host)).orElseGet(() -> claimAnew(plan));
  }

  /** Empty if the host did not answer in time, or cannot take the build. */
  private Optional<String> claimUnlessLost(String host, ActivityOptions options) {
    try {
      return Optional.of(claim(options));
    } catch (ActivityFailure e) {
      FailureKind kind = Failures.of(e, host).kind();
      if (kind != FailureKind.HOST_LOST && kind != FailureKind.DISK_FULL) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private String claim(ActivityOptions options) {
    return Workflow.newActivityStub(ClaimActivities.class, options).claim(buildId).hostId();
  }

  /**
   * Runs an action on the host, even if the workflow was cancelled. Does not wait for a host that
   * does not answer, because that host cleans up when its worker starts again.
   */
  void onHost(String summary, Consumer<HostActivities> action) {
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
                Workflow.getLogger(Placement.class)
                    .warn("{} on host {} did not work: {}", summary, host, e.getMessage());
              }
            })
        .run();
  }
}
