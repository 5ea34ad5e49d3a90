package io.pim.activities.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.build.TestBuilds;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Failures and heartbeats of steps. */
@Timeout(180)
class StepRunnerTest extends StepRunnerFixture {
  @ParameterizedTest
  @EnumSource(FailureKind.class)
  void reportsEverythingKnownAboutAFailure(FailureKind kind) throws Exception {
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
  void recognizesAFullDiskInAnyException() throws Exception {
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
  void reportsAFailureThatCannotBeLogged() throws Exception {
    Files.createDirectory(build.folder().log());

    FailureReport report =
        reportOf(
            step -> {
              throw BuildFailure.of(FailureKind.SCRIPT_FAILED, "exit 3").build();
            });

    assertEquals(FailureKind.SCRIPT_FAILED, report.kind());
  }

  @Test
  void retriesOtherErrorsOfFiles() {
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
  void reportsABugAsInternalWithoutSecrets() throws Exception {
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
  void reportsAnUnknownStepAsABug() {
    FailureReport report = bench.report(builds, TestBuilds.ID, "script:none", step -> "");

    assertEquals(FailureKind.INTERNAL, report.kind());
    assertTrue(report.why().contains("the plan has no step script:none"), report.why());
  }

  @Test
  void clearsAnInterruptBeforeTheNextStep() {
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
}
