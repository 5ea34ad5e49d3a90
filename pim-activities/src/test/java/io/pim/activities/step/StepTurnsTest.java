package io.pim.activities.step;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.host.build.TestBuilds;
import io.pim.tools.testing.Await;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attempts of one build at the same time. */
@Timeout(180)
class StepTurnsTest extends StepRunnerFixture {
  /**
   * The server gives up on a worker that was cut off, and the step starts again while that worker
   * still runs.
   */
  @Test
  void waitsForAnEarlierAttemptToEnd() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    AtomicReference<Boolean> over = new AtomicReference<>(false);
    CompletableFuture<String> first =
        CompletableFuture.supplyAsync(
            () ->
                bench.run(
                    builds,
                    TestBuilds.ID,
                    STEP,
                    step -> {
                      begun.countDown();
                      end.await();
                      over.set(true);
                      return "first";
                    }));
    begun.await();
    try (Bench other = new Bench()) {
      CompletableFuture<Boolean> second =
          CompletableFuture.supplyAsync(
              () -> other.run(builds, TestBuilds.ID, STEP, step -> over.get()));
      Await.until(
          "it waits, and says so",
          () ->
              other.heartbeats().stream()
                  .anyMatch(b -> b.line().equals("waiting for an earlier try to end")));
      end.countDown();

      assertEquals(true, second.get(60, TimeUnit.SECONDS));
    }
    assertEquals("first", first.get(60, TimeUnit.SECONDS));
  }

  /** Everything after them waits for both, and so does the end of a build. */
  @ParameterizedTest
  @CsvSource({"flatten, verify", "verify, flatten"})
  void runsParallelStepsIndependently(String slow, String quick) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    AtomicReference<Boolean> over = new AtomicReference<>(false);
    ExecutorService threads = Executors.newCachedThreadPool();
    Future<String> first =
        threads.submit(
            () ->
                bench.run(
                    builds,
                    TestBuilds.ID,
                    slow,
                    step -> {
                      begun.countDown();
                      end.await();
                      over.set(true);
                      return slow;
                    }));
    begun.await();
    try (Bench beside = new Bench();
        Bench again = new Bench();
        Bench next = new Bench();
        Bench ending = new Bench()) {
      assertEquals(false, beside.run(builds, TestBuilds.ID, quick, step -> over.get()));
      List<Future<Boolean>> waiting =
          List.of(
              threads.submit(() -> again.run(builds, TestBuilds.ID, slow, step -> over.get())),
              threads.submit(() -> next.run(builds, TestBuilds.ID, "register", step -> over.get())),
              threads.submit(
                  () ->
                      ending.run(
                          () ->
                              Bench.runner(builds)
                                  .ending(TestBuilds.ID, "clean up", heartbeat -> over.get()))));
      for (Bench waits : List.of(again, next, ending)) {
        Await.until(
            "it waits, and says so",
            () ->
                waits.heartbeats().stream()
                    .anyMatch(b -> b.line().equals("waiting for an earlier try to end")));
      }
      end.countDown();

      for (Future<Boolean> each : waiting) {
        assertEquals(true, each.get(30, TimeUnit.SECONDS));
      }
    }
    assertEquals(slow, first.get(30, TimeUnit.SECONDS));
    threads.shutdown();
  }
}
