package io.pim.activities.step;

import io.temporal.activity.ActivityInfo;
import java.util.HashMap;
import java.util.Map;

/**
 * How often activities have failed in this worker. Temporal's number of attempts counts killed
 * workers as well, and those are nothing a person must mend.
 */
final class FailedTries {
  /** After so many failures a failure of infrastructure is put before a person. */
  static final int MOST = 10;

  /** More than a host ever runs at a time; cancelled ones are never said to be over. */
  private static final int REMEMBERED = 1000;

  private final Map<Key, Integer> failures = new HashMap<>();

  private record Key(String run, String activity) {
    static Key of(ActivityInfo info) {
      return new Key(info.getWorkflowRunId(), info.getActivityId());
    }
  }

  /** Counts a failure; true where it is one too many, and the count begins anew. */
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
