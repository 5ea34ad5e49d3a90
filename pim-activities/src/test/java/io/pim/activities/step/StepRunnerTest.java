package io.pim.activities.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.TestBuilds;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.tools.testing.Await;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(180)
class StepRunnerTest {
  private static final String STEP = "script:base";

  @TempDir Path folder;
  private final Bench bench = new Bench();
  private TestBuilds builds;
  private OpenBuild build;

  @BeforeEach
  void open() throws Exception {
    builds = new TestBuilds(folder);
    build = builds.save(TestBuilds.ID);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private FailureReport reportOf(StepRunner.Body<?> body) {
    return bench.report(builds, TestBuilds.ID, STEP, body);
  }

  private String log() throws IOException {
    return Files.readString(build.folder().log());
  }

  @ParameterizedTest
  @EnumSource(FailureKind.class)
  void failuresTravelWithAllThatIsKnown(FailureKind kind) throws Exception {
    FailureReport failed =
        new FailureReport(kind, "It broke.", "there", "because", "fix it", List.of("a", "b"));

    ApplicationFailure failure =
        bench.failure(
            () ->
                Bench.runner(builds)
                    .guarded(
                        STEP,
                        heartbeat -> {
                          throw new BuildFailure(failed, null);
                        }));

    assertEquals(kind.name(), failure.getType());
    assertEquals(failed, failure.getDetails().get(FailureReport.class));
    assertEquals(
        kind.remedy() != FailureKind.Remedy.REPEAT_STEP, failure.isNonRetryable(), kind.name());
    assertEquals(
        failed,
        reportOf(
            step -> {
              throw new BuildFailure(failed, null);
            }));
    for (String part : List.of("FAILED: It broke. because", "  | b", "what to do: fix it")) {
      assertTrue(log().contains("[" + STEP + "] " + part), log());
    }
  }

  @Test
  void aFullDiskIsRecognizedWhoeverReportsIt() throws Exception {
    IOException full = new IOException("/x/y: No space left on device");
    IOException quota = new IOException("/x/y: Disk quota exceeded");

    for (StepRunner.Body<?> body :
        List.<StepRunner.Body<?>>of(
            step -> {
              throw full;
            },
            step -> {
              throw quota;
            },
            step -> {
              throw new UncheckedIOException(full);
            })) {
      FailureReport report = reportOf(body);
      assertEquals(FailureKind.DISK_FULL, report.kind());
      assertTrue(report.where().contains("/x/y"), report.where());
      assertTrue(report.why().contains(STEP), report.why());
    }
    assertTrue(log().contains("FAILED: The disk is full."), log());
  }

  @Test
  void aLogThatCannotBeWrittenHidesNoFailure() throws Exception {
    Files.createDirectory(build.folder().log());

    FailureReport report =
        reportOf(
            step -> {
              throw BuildFailure.of(FailureKind.SCRIPT_FAILED, "exit 3").build();
            });

    assertEquals(FailureKind.SCRIPT_FAILED, report.kind());
  }

  @Test
  void otherTroubleWithFilesIsTriedAgain() {
    ApplicationFailure failure =
        bench.failure(
            () ->
                Bench.runner(builds)
                    .run(
                        TestBuilds.ID,
                        STEP,
                        (open, heartbeat) -> {
                          throw new AccessDeniedException("/x/y");
                        }));

    assertFalse(failure.isNonRetryable());
    FailureReport report = failure.getDetails().get(FailureReport.class);
    assertEquals(FailureKind.TOOL_FAILED, report.kind());
    assertEquals("/x/y", report.where());
  }

  @Test
  void aBugIsReportedAsInternalWithoutSecrets() throws Exception {
    FailureReport report =
        reportOf(
            step -> {
              throw new IllegalStateException("cannot use " + TestBuilds.SECRET);
            });

    assertEquals(FailureKind.INTERNAL, report.kind());
    assertEquals("java.lang.IllegalStateException: cannot use [secret]", report.why());
    assertTrue(log().contains("cannot use [secret]"), log());
  }

  @Test
  void anUnknownStepIsABug() {
    FailureReport report = bench.report(builds, TestBuilds.ID, "script:none", step -> "");

    assertEquals(FailureKind.INTERNAL, report.kind());
    assertTrue(report.why().contains("the plan has no step script:none"), report.why());
  }

  @Test
  void cancellationEndsAStepThatBlocks() throws Exception {
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
  void cancellationIsNoFailureOfTheFileThatWasWritten() throws Exception {
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
  void cancellationEndsAStepThatOnlyCounts() throws Exception {
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
  void aWorkerThatStopsPutsNothingBeforeAPerson() {
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
          Duration.ofMillis(100), failure.getNextRetryDelay(), "the next worker's, at once");
    }
  }

  /** A worker that was cut off is given up, and the step begins again while it still runs. */
  @Test
  void aSecondTryWaitsForTheFirstToEnd() throws Exception {
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

  /** All that comes after them waits for both, and so does what ends a build. */
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

  @Test
  void noInterruptIsLeftForTheNextStep() {
    AtomicReference<Boolean> left = new AtomicReference<>();
    bench.run(
        () -> {
          Bench.runner(builds)
              .guarded(
                  STEP,
                  heartbeat -> {
                    Thread.currentThread().interrupt();
                    return STEP;
                  });
          left.set(Thread.currentThread().isInterrupted());
          return STEP;
        });

    assertEquals(false, left.get());
  }

  @Test
  void heartbeatsHaveStepFractionAndOneLine() throws Exception {
    bench.run(
        builds,
        TestBuilds.ID,
        STEP,
        step -> {
          step.fraction(0.25, "forged\nline \u001b[2J " + "x".repeat(500));
          awaitHeartbeat(0.25);
          step.say("told: " + TestBuilds.SECRET);
          awaitLine("told: [secret]");
          return "";
        });

    var first = bench.heartbeats().stream().filter(b -> b.fraction() == 0.25).findFirst().get();
    assertEquals(STEP, first.step());
    assertEquals(200, first.line().length());
    assertTrue(first.line().startsWith("forged line  [2J x"), first.line());
    assertNull(
        bench.heartbeats().stream()
            .filter(b -> b.line().contains(TestBuilds.SECRET))
            .findAny()
            .orElse(null));
  }

  private void awaitHeartbeat(double fraction) {
    await(() -> bench.heartbeats().stream().anyMatch(b -> b.fraction() == fraction));
  }

  private void awaitLine(String line) {
    await(() -> bench.heartbeats().stream().anyMatch(b -> b.line().equals(line)));
  }

  private static void await(java.util.concurrent.Callable<Boolean> condition) {
    try {
      Await.until("a heartbeat", condition);
    } catch (Exception e) {
      throw new IllegalStateException(e);
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
