package io.pim.activities.provision;

import io.pim.activities.step.StepRunner;
import io.pim.host.warm.WarmStart;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.util.Set;

/**
 * Memories are believed as long as the guests that they are of, or that went on from them, do their
 * work, or a script ends with a status of its own. After any other end the next guest is booted.
 */
public final class WarmTrust {
  /** These say nothing of the guest. */
  private static final Set<FailureKind> INNOCENT =
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
        if (!INNOCENT.contains(e.report().kind())) {
          start.distrust(step.build());
        }
        throw e;
      }
    };
  }
}
