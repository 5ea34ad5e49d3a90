package io.pim.worker;

import io.pim.host.claim.VmSlots;
import io.pim.worker.connection.Polls;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks that a worker's pollers are alive. A poll ends after about a minute, and the next one
 * follows even if there is no work or the service does not answer.
 *
 * <p>It counts checks instead of time, because a process that was stopped for an hour has missed no
 * polls.
 */
final class PollWatch implements Housekeeping.Chore {
  /**
   * The limit for consecutive checks without a poll between them: 5 minutes at one check in ten
   * seconds.
   */
  static final int MAX_SILENT_LOOKS = 30;

  private final Polls polls;
  private final List<String> always;
  private final List<String> whileFree;
  private final VmSlots slots;
  private final WorkerHealth health;
  private final Map<String, Silence> silences = new HashMap<>();

  /**
   * Watches these queues.
   *
   * @param always polled at all times
   * @param whileFree polled while a VM slot is free
   */
  PollWatch(
      Polls polls,
      List<String> always,
      List<String> whileFree,
      VmSlots slots,
      WorkerHealth health) {
    this.polls = polls;
    this.always = List.copyOf(always);
    this.whileFree = List.copyOf(whileFree);
    this.slots = slots;
    this.health = health;
  }

  private record Silence(long polls, int looks) {}

  @Override
  public void run() throws IOException {
    always.forEach(this::look);
    if (slots.hasFree()) {
      whileFree.forEach(this::look);
    } else {
      whileFree.forEach(silences::remove);
    }
  }

  private void look(String queue) {
    long count = polls.count(queue);
    Silence before = silences.getOrDefault(queue, new Silence(-1, 0));
    int looks = before.polls() == count ? before.looks() + 1 : 0;
    silences.put(queue, new Silence(count, looks));
    if (looks >= MAX_SILENT_LOOKS) {
      health.broken("nothing has polled its task queue " + queue + " for some minutes", null);
    }
  }
}
