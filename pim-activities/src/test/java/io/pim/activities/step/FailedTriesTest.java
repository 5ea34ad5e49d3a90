package io.pim.activities.step;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInfo;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Only failures of the activity itself count, separately for each activity. */
class FailedTriesTest {
  private final FailedTries tries = new FailedTries();

  private static ActivityInfo newActivity() {
    try (Bench bench = new Bench()) {
      return bench.run(() -> Activity.getExecutionContext().getInfo());
    }
  }

  private List<Boolean> fail(ActivityInfo activity, int times) {
    return IntStream.range(0, times).mapToObj(i -> tries.countFailure(activity)).toList();
  }

  @Test
  void theTenthFailureIsTheLastAndTheCountRestarts() {
    ActivityInfo activity = newActivity();

    assertFalse(fail(activity, FailedTries.MOST - 1).contains(true));
    assertTrue(tries.countFailure(activity));
    assertFalse(tries.countFailure(activity), "a person has fixed it");
  }

  @Test
  void aSuccessResetsTheCount() {
    ActivityInfo activity = newActivity();
    fail(activity, FailedTries.MOST - 1);

    tries.forget(activity);

    assertFalse(tries.countFailure(activity));
  }
}
