package io.pim.activities.provision;

import io.pim.activities.step.StepRunner;
import io.pim.host.warm.WarmStart;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.util.Set;

/**
 * Discards the warm checkpoints of a build whose guest failed, so that the next guest is booted. A
 * script's own exit status and failures outside the guest do not count.
 */
public final class WarmTrust {
  /** Failures that are not the guest's fault. */
  private static final Set<FailureKind> NOT_THE_GUEST =
      Set.of(
          FailureKind.SCRIPT_FAILED,
          FailureKind.SSH_LOST,
          FailureKind.NETWORK,
          FailureKind.DISK_FULL,
          FailureKind.MEMORY_SHORT);

  private final WarmStart start;

  public WarmTrust(WarmStart start) {
    this.start = start;
  }

  <T> StepRunner.Body<T> in(StepRunner.Body<T> body) {
    return step -> {
      try {
        return body.run(step);
      } catch (BuildFailure e) {
        if (!NOT_THE_GUEST.contains(e.report().kind())) {
          start.distrust(step.build());
        }
        throw e;
      }
    };
  }
}
