package io.pim.worker;

import io.pim.worker.connection.GivenTask;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Removes this worker's records of tasks whose run has ended. A worker that could not reach the
 * service for a while does not learn that other workers have completed what it was given.
 */
final class EndedTasks implements Housekeeping.Chore {
  /** Every third call asks, to spare a service with many hosts: twice a minute. */
  static final int CALLS = 3;

  private final TaskRecords records;
  private final Predicate<GivenTask> isOpen;
  private int calls;

  /**
   * A chore for one worker.
   *
   * @param isOpen asks the service whether the run of a task is open
   */
  EndedTasks(TaskRecords records, Predicate<GivenTask> isOpen) {
    this.records = records;
    this.isOpen = isOpen;
  }

  @Override
  public void run() throws IOException {
    if (calls++ % CALLS != 0) {
      return;
    }
    Map<String, Boolean> open = new HashMap<>();
    for (GivenTask task : records.unanswered()) {
      if (!open.computeIfAbsent(task.runId(), run -> isOpen.test(task))) {
        records.settled(task.key());
      }
    }
  }
}
