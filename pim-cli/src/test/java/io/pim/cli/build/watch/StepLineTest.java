package io.pim.cli.build.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.cli.client.BuildRow;
import io.pim.cli.client.Observation;
import io.pim.cli.client.PendingStep;
import io.pim.model.files.BuildId;
import io.pim.model.plan.StepKind;
import io.pim.model.unit.Architecture;
import io.pim.workflows.activity.StepProgress;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.BuildStatus;
import io.pim.workflows.message.StepState;
import io.pim.workflows.message.StepStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each step shows its own activity, even while two run at the same time. */
class StepLineTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final BuildId BUILD = BuildId.of("web-x86_64-20261122-100000");

  private static PendingStep pending(String activity, Optional<StepProgress> progress) {
    return new PendingStep(activity, true, 1, progress, "", "");
  }

  private static Optional<StepProgress> progress(String step, double fraction, String line) {
    return Optional.of(new StepProgress(step, fraction, line));
  }

  private static StepStatus running(StepKind kind) {
    return new StepStatus(
        kind.name().toLowerCase(Locale.ROOT),
        kind,
        Optional.empty(),
        StepState.RUNNING,
        Optional.of(START),
        Optional.empty(),
        "");
  }

  private static List<String> lines(List<PendingStep> pending, StepKind... running) {
    List<StepStatus> steps = Arrays.stream(running).map(StepLineTest::running).toList();
    BuildRow row =
        new BuildRow(
            BUILD.text(),
            "web",
            "x86_64",
            BuildState.RUNNING,
            steps.get(0).name(),
            "host1",
            "",
            START,
            Optional.empty(),
            "web-x86_64",
            "run",
            "");
    BuildStatus status =
        new BuildStatus(
            BUILD,
            "web",
            Architecture.X86_64,
            BuildState.RUNNING,
            steps.get(0).name(),
            "host1",
            START,
            steps,
            Optional.empty(),
            Optional.empty());
    Observation seen = new Observation(row, Optional.of(status), pending);
    return steps.stream()
        .map(step -> StepLine.of(step, seen, START.plusSeconds(7)))
        .map(line -> line.name() + " " + line.fraction() + " " + line.text())
        .toList();
  }

  @Test
  void bothTellHowFarTheyAre() {
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
  void thatOneIsTriedAgainOrWaitsIsNotSaidOfTheOther() {
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
  void aStepThatRunsAloneTellsOfWhateverIsUnderWay() {
    assertEquals(
        List.of("cache -1.0 waiting for host host1"),
        lines(
            List.of(
                new PendingStep("Open", false, 1, Optional.empty(), "waiting for host host1", "")),
            StepKind.CACHE));
  }
}
