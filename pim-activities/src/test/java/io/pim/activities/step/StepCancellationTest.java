package io.pim.activities.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.pim.host.build.TestBuilds;
import io.pim.model.failure.FailureKind;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Steps that are cancelled, or whose worker stops. */
@Timeout(180)
class StepCancellationTest extends StepRunnerFixture {
  @Test
  void endsAStepThatBlocks() throws Exception {
    AtomicReference<Thread> thread = new AtomicReference<>();
    CountDownLatch never = new CountDownLatch(1);
    Thread canceller = cancelOnceBlocked(thread);

    bench.cancelled(
        () ->
            Bench.runner(builds)
                .guarded(
                    STEP,
                    heartbeat -> {
                      thread.set(Thread.currentThread());
                      return never.await(1, TimeUnit.HOURS);
                    }));
    canceller.join();
    assertFalse(Files.exists(build.folder().log()), "a cancelled step has not failed");
  }

  @Test
  void reportsNoFailureOfTheInterruptedFile() throws Exception {
    AtomicReference<Thread> thread = new AtomicReference<>();
    CountDownLatch never = new CountDownLatch(1);
    Thread canceller = cancelOnceBlocked(thread);

    bench.cancelled(
        () ->
            Bench.runner(builds)
                .run(
                    TestBuilds.ID,
                    STEP,
                    (open, heartbeat) -> {
                      thread.set(Thread.currentThread());
                      try {
                        return never.await(1, TimeUnit.HOURS);
                      } catch (InterruptedException e) {
                        throw new UncheckedIOException(new ClosedByInterruptException());
                      }
                    }));
    canceller.join();

    assertFalse(Files.exists(build.folder().log()), "a cancelled step has not failed");
  }

  @Test
  void endsAStepThatOnlyCounts() throws Exception {
    bench.cancel();

    bench.cancelled(
        () ->
            Bench.runner(builds)
                .guarded(
                    STEP,
                    heartbeat -> {
                      while (true) {
                        heartbeat.fraction(0.5, "no read that could be interrupted");
                      }
                    }));
  }

  @Test
  void holdsNothingWhenAWorkerStops() {
    for (Exception stop : List.of(new InterruptedException(), new ClosedByInterruptException())) {
      ApplicationFailure failure =
          bench.failure(
              () ->
                  Bench.runner(builds)
                      .run(
                          TestBuilds.ID,
                          STEP,
                          (open, heartbeat) -> {
                            if (stop instanceof IOException io) {
                              throw io;
                            }
                            throw (InterruptedException) stop;
                          }));
      assertFalse(failure.isNonRetryable());
      assertEquals(FailureKind.WORKER_LOST.name(), failure.getType());
      assertEquals(
          Duration.ofMillis(100), failure.getNextRetryDelay(), "the next worker runs it at once");
    }
  }

  private Thread cancelOnceBlocked(AtomicReference<Thread> step) {
    Thread canceller =
        new Thread(
            () -> {
              await(
                  () ->
                      step.get() != null
                          && step.get().getState() == Thread.State.TIMED_WAITING
                          && !bench.heartbeats().isEmpty());
              bench.cancel();
            });
    canceller.start();
    return canceller;
  }
}
