package io.pim.cli.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.cli.client.BuildOutcome;
import io.pim.cli.client.PendingStep;
import io.pim.model.plan.StepKind;
import io.pim.workflows.activity.StepProgress;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.StepState;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each step shows its own activity, even while two run at the same time. */
class StepLineTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  private static PendingStep pending(String activity, Optional<StepProgress> progress) {
    return new PendingStep(activity, true, 1, progress, "", "");
  }

  private static Optional<StepProgress> progress(String step, double fraction, String line) {
    return Optional.of(new StepProgress(step, fraction, line));
  }

  private static WatchedStep running(StepKind kind) {
    return new WatchedStep(
        kind.name().toLowerCase(Locale.ROOT),
        kind.name(),
        StepState.RUNNING,
        Optional.of(START),
        Optional.empty(),
        "");
  }

  private static List<String> lines(List<PendingStep> pending, StepKind... running) {
    List<WatchedStep> steps = Arrays.stream(running).map(StepLineTest::running).toList();
    Seen<BuildOutcome> seen =
        new Seen<>(
            BuildState.RUNNING,
            false,
            steps.get(0).name(),
            "host1",
            START,
            Optional.empty(),
            Optional.of(steps),
            pending,
            Optional.empty());
    return steps.stream()
        .map(step -> StepLine.of(step, seen, START.plusSeconds(7)))
        .map(line -> line.name() + " " + line.fraction() + " " + line.text())
        .toList();
  }

  @Test
  void showsProgressOfBothSteps() {
    assertEquals(
        List.of("flatten 0.5 compressing", "verify -1.0 waiting for SSH"),
        lines(
            List.of(
                pending("Verify", progress("verify", -1, "waiting for SSH")),
                pending("Flatten", progress("flatten", 0.5, "compressing"))),
            StepKind.FLATTEN,
            StepKind.VERIFY));
  }

  @Test
  void showsRetriesOnlyOfTheRepeatedStep() {
    assertEquals(
        List.of(
            "flatten -1.0 waiting for host host1",
            "verify -1.0 attempt 3 after: SSH was lost; waiting for SSH"),
        lines(
            List.of(
                new PendingStep(
                    "Verify",
                    true,
                    3,
                    progress("verify", -1, "waiting for SSH"),
                    "",
                    "SSH was lost"),
                new PendingStep(
                    "Flatten", false, 1, Optional.empty(), "waiting for host host1", "")),
            StepKind.FLATTEN,
            StepKind.VERIFY));
  }

  /** Some steps begin with activities of other names. */
  @Test
  void aStepThatRunsAloneReportsAllProgress() {
    assertEquals(
        List.of("cache -1.0 waiting for host host1"),
        lines(
            List.of(
                new PendingStep("Open", false, 1, Optional.empty(), "waiting for host host1", "")),
            StepKind.CACHE));
  }
}
