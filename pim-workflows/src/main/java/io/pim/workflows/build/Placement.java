package io.pim.workflows.build;

import io.pim.model.failure.FailureKind;
import io.pim.model.files.BuildId;
import io.pim.model.plan.Plan;
import io.pim.workflows.activity.ActivityLimits;
import io.pim.workflows.activity.ClaimActivities;
import io.pim.workflows.activity.HostActivities;
import io.pim.workflows.activity.StepNote;
import io.pim.workflows.failure.Failures;
import io.pim.workflows.message.BuildSoFar;
import io.pim.workflows.queue.TaskQueues;
import io.temporal.activity.ActivityOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Workflow;
import java.util.Optional;
import java.util.function.Consumer;

/** The host a build is on, the one it was on before, and the one it asks next. */
final class Placement {
  private final BuildId buildId;
  private final BuildProgress progress;

  /** Has the build's layers and whatever else it left there. */
  private String lastHost;

  private boolean lastHostIsLost;

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

  /** Waits for a slot, as long as it takes. */
  StepNote claim(Plan plan) {
    String host = claimFor(plan);
    lastHost = host;
    lastHostIsLost = false;
    progress.placed(host);
    return new StepNote("host " + host);
  }

  /** The host does not answer: the build goes elsewhere, if its plan lets it. */
  void lose() {
    lastHostIsLost = true;
    progress.waiting();
  }

  private String claimFor(Plan plan) {
    if (lastHost.isEmpty()) {
      return claimAnew(plan);
    }
    boolean choice = plan.builder().equals(Plan.ANY_HOST);
    return choice && !lastHostIsLost ? claimAgain(lastHost, plan) : claimAnew(plan);
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
   * The last host has the layers; only if it does not answer, or is full for too long, another one
   * is asked.
   */
  private String claimAgain(String host, Plan plan) {
    progress.note(
        "waiting for host "
            + host
            + ", which has the layers; after "
            + ActivityLimits.HOST_ANSWER.toMinutes()
            + " min for any host");
    try {
      return claim(ActivityLimits.claimAgain(host));
    } catch (ActivityFailure e) {
      if (Failures.of(e, host).kind() != FailureKind.HOST_LOST) {
        throw e;
      }
      lastHostIsLost = true;
      return claimAnew(plan);
    }
  }

  private String claim(ActivityOptions options) {
    return Workflow.newActivityStub(ClaimActivities.class, options).claim(buildId).hostId();
  }

  /**
   * Ends things on the host even where the workflow itself has been cancelled. A host that does not
   * answer is not waited for: it cleans up by itself when its worker starts again.
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
