package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HousekeepingTest {
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private final WorkerHealth health = new WorkerHealth();
  private final Map<String, Housekeeping.Chore> chores = new LinkedHashMap<>();

  @Test
  void repeatsAFailedChoreAndDoesTheOthers() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(5);
    chores.put(
        "failing",
        () -> {
          tries.incrementAndGet();
          throw new IOException("No space left on device");
        });
    chores.put(
        "wrong",
        () -> {
          throw new IllegalStateException("a bug");
        });
    chores.put("last", done::countDown);

    try (Housekeeping housekeeping = new Housekeeping(chores, health)) {
      housekeeping.start(AT_ONCE);
      done.await();
    }

    assertTrue(tries.get() >= 5, tries.toString());
    assertFalse(health.isBroken());
  }

  /** Builds wait for the worker that starts the chores. */
  @Test
  void startsWithoutWaitingForItsChores() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    chores.put(
        "long",
        () -> {
          begun.countDown();
          started.await();
        });
    chores.put("next", done::countDown);

    try (Housekeeping housekeeping = new Housekeeping(chores, health)) {
      housekeeping.start(Duration.ofDays(1));
      begun.await();
      started.countDown();
      done.await();
    }
  }

  @Test
  void runsAChoreAheadOnTheCallersThread() throws Exception {
    List<String> ran = new ArrayList<>();
    chores.put("other", () -> ran.add("other"));
    chores.put("urgent", () -> ran.add(Thread.currentThread().getName()));
    chores.put(
        "failing",
        () -> {
          throw new IOException("it is tried again, and does not prevent the start");
        });

    try (Housekeeping housekeeping = new Housekeeping(chores, health)) {
      housekeeping.runNow("urgent");
      housekeeping.runNow("failing");
    }

    assertEquals(List.of(Thread.currentThread().getName()), ran);
  }

  @Test
  void runsAStartupChoreOnlyOnce() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch rounds = new CountDownLatch(3);
    chores.put("first", Housekeeping.once(runs::incrementAndGet));
    chores.put("rounds", rounds::countDown);

    try (Housekeeping housekeeping = new Housekeeping(chores, health)) {
      housekeeping.start(AT_ONCE);
      rounds.await();
    }

    assertEquals(1, runs.get());
  }

  /** As if the worker's jar was replaced, or its memory was used up. */
  @Test
  void anErrorOfTheJavaMachineBreaksTheWorker() {
    AtomicInteger looks = new AtomicInteger();
    chores.put(
        "broken",
        () -> {
          if (looks.incrementAndGet() == 3) {
            throw new NoClassDefFoundError("io/pim/Gone");
          }
        });

    try (Housekeeping housekeeping = new Housekeeping(chores, health)) {
      housekeeping.start(AT_ONCE);

      assertEquals(
          "its thread pim-housekeeping died of java.lang.NoClassDefFoundError: io/pim/Gone",
          health.awaitBroken());
    }
  }
}
