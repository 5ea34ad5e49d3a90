package io.pim.activities.step;

import io.temporal.activity.ActivityInfo;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the failures of activities in this worker. Temporal's number of attempts also counts
 * killed workers, which no person needs to fix.
 */
final class FailedTries {
  /** After this many failures of infrastructure, a person must act. */
  static final int MOST = 10;

  /**
   * More than a host ever runs at a time; bounded because nothing reports the end of cancelled
   * ones.
   */
  private static final int REMEMBERED = 1000;

  private final Map<Key, Integer> failures = new HashMap<>();

  private record Key(String run, String activity) {
    static Key of(ActivityInfo info) {
      return new Key(info.getWorkflowRunId(), info.getActivityId());
    }
  }

  /** Counts a failure; true when it is one too many, which also resets the count. */
  synchronized boolean countFailure(ActivityInfo info) {
    if (failures.size() > REMEMBERED) {
      failures.clear();
    }
    boolean last = failures.merge(Key.of(info), 1, Integer::sum) >= MOST;
    if (last) {
      forget(info);
    }
    return last;
  }

  synchronized void forget(ActivityInfo info) {
    failures.remove(Key.of(info));
  }
}
