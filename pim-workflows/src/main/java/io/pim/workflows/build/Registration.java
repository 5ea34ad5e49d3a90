package io.pim.workflows.build;

import io.pim.model.registry.ImageEntry;
import io.pim.workflows.activity.ActivityLimits;
import io.pim.workflows.activity.RegistryActivities;
import io.temporal.activity.ActivityOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/**
 * Registers an image on the host that has it, because a registry lists what its host has. A worker
 * of an older PIM does that only on the queue that all hosts poll.
 */
final class Registration {
  /** Builds of an older PIM asked any host. */
  private static final String CHANGE = "register-on-its-host";

  private final String host;
  private final Duration hostAnswer;

  /**
   * @param hostAnswer how long the host may be silent before it counts as lost
   */
  Registration(String host, Duration hostAnswer) {
    this.host = host;
    this.hostAnswer = hostAnswer;
  }

  void register(ImageEntry image) {
    String summary = "register " + image.name();
    if (Workflow.getVersion(CHANGE, Workflow.DEFAULT_VERSION, 1) == Workflow.DEFAULT_VERSION) {
      register(image, ActivityLimits.control(summary));
      return;
    }
    try {
      register(image, ActivityLimits.register(host, summary, hostAnswer));
    } catch (ActivityFailure e) {
      if (!isOfOlderWorker(e)) {
        throw e;
      }
      register(image, ActivityLimits.control(summary));
    }
  }

  private static void register(ImageEntry image, ActivityOptions options) {
    Workflow.newActivityStub(RegistryActivities.class, options).register(image);
  }

  private static boolean isOfOlderWorker(ActivityFailure failure) {
    return failure.getCause() instanceof ApplicationFailure cause
        && cause.getType().equals(ActivityLimits.UNKNOWN_ACTIVITY);
  }
}
