package io.pim.worker.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.model.failure.FailureKind;
import io.pim.worker.metrics.StepTimes.Outcome;
import io.pim.workflows.activity.ClaimActivities;
import io.pim.workflows.failure.LetGo;
import io.temporal.client.ActivityCanceledException;
import io.temporal.failure.ApplicationFailure;
import org.junit.jupiter.api.Test;

class StepTimesTest {
  private static ApplicationFailure failure(String type) {
    return ApplicationFailure.newFailure("it failed", type);
  }

  @Test
  void aStepThatContinuesElsewhereHasNotFailed() {
    assertEquals(Outcome.LET_GO, StepTimes.outcome(LetGo.of("install")));
    assertEquals(Outcome.FULL, StepTimes.outcome(failure(ClaimActivities.NO_ROOM)));
    assertEquals(Outcome.STOPPED, StepTimes.outcome(new ActivityCanceledException()));
    assertEquals(Outcome.FAILED, StepTimes.outcome(failure("SCRIPT_FAILED")));
    assertEquals(Outcome.FAILED, StepTimes.outcome(new IllegalStateException("a bug")));
  }

  /** Another program's message or type must not become a label. */
  @Test
  void failuresHaveOneOfPimsKinds() {
    assertEquals(FailureKind.SCRIPT_FAILED, StepTimes.kind(failure("SCRIPT_FAILED")));
    assertEquals(FailureKind.INTERNAL, StepTimes.kind(failure("web-x86_64-20261122-120000")));
    assertEquals(FailureKind.INTERNAL, StepTimes.kind(new IllegalStateException("a bug")));
  }
}
