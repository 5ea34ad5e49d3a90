package io.pim.model.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Digest;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The step from which a held build continues after an edit, and the explanation of it. */
class RetryPointTest {
  private static final String FAILED = "script:app";

  private final PlanText before = new PlanText("preseed", "check", "base=b1", "app=a1", "last=l1");

  private RetryPoint with(PlanText after) {
    return RetryPoint.between(before.plan(), after.plan(), FAILED);
  }

  @Test
  void anEditedPreseedRepeatsTheInstallation() {
    assertEquals(
        new RetryPoint("install", "the preseed changed"),
        with(new PlanText("other", "check", "base=b1", "app=a1", "last=l1")));
  }

  @Test
  void anEditedEarlierScriptRunsAgain() {
    assertEquals(
        new RetryPoint("script:base", "script base changed"),
        with(new PlanText("preseed", "check", "base=b2", "app=a1", "last=l1")));
  }

  @Test
  void anEditedFailedScriptRunsAgain() {
    assertEquals(
        new RetryPoint(FAILED, "script app changed"),
        with(new PlanText("preseed", "check", "base=b1", "app=a2", "last=l1")));
  }

  @Test
  void continuesFromAnInsertedScript() {
    assertEquals(
        new RetryPoint("script:new", "script new is new"),
        with(new PlanText("preseed", "check", "base=b1", "new=n1", "app=a1", "last=l1")));
  }

  @Test
  void continuesFromTheScriptAfterARemovedEarlierOne() {
    assertEquals(
        new RetryPoint(FAILED, "script base was removed"),
        with(new PlanText("preseed", "check", "app=a1", "last=l1")));
  }

  @Test
  void continuesFromTheScriptAfterTheRemovedFailedOne() {
    assertEquals(
        new RetryPoint("script:last", "script app was removed"),
        with(new PlanText("preseed", "check", "base=b1", "last=l1")));
  }

  @Test
  void continuesFromTheFirstScriptThatMoved() {
    assertEquals(
        new RetryPoint(FAILED, "the order of the scripts changed"),
        with(new PlanText("preseed", "check", "app=a1", "base=b1", "last=l1")));
  }

  @Test
  void reportsLaterChangesAndRunsTheFailedStepAgain() {
    assertEquals(
        new RetryPoint(FAILED, "it is the step that failed; also: script last changed"),
        with(new PlanText("preseed", "check", "base=b1", "app=a1", "last=l2")));
    assertEquals(
        new RetryPoint(FAILED, "it is the step that failed; also: the verification script changed"),
        with(new PlanText("preseed", "other", "base=b1", "app=a1", "last=l1")));
  }

  @Test
  void withoutAnyEditTheFailedStepRunsAgain() {
    assertEquals(
        new RetryPoint(FAILED, "it is the step that failed, and nothing has changed"),
        with(before));
  }

  @Test
  void theFailedVerificationRunsAgainWithItsNewScript() {
    PlanText after = new PlanText("preseed", "other", "base=b1", "app=a1", "last=l1");
    assertEquals(
        new RetryPoint("verify", "the verification script changed"),
        RetryPoint.between(before.plan(), after.plan(), "verify"));
  }

  /** The texts that a person writes for a plan; each script as NAME=TEXT. */
  private record PlanText(String preseed, String verification, List<String> scripts) {
    PlanText(String preseed, String verification, String... scripts) {
      this(preseed, verification, List.of(scripts));
    }

    Plan plan() {
      List<PlanStep> steps = new ArrayList<>();
      add(steps, StepKind.INSTALL, "install", "preseed", preseed);
      for (String script : scripts) {
        String[] nameAndText = script.split("=", 2);
        add(steps, StepKind.SCRIPT, "script:" + nameAndText[0], "script", nameAndText[1]);
      }
      add(steps, StepKind.VERIFY, "verify", "script", verification);
      return new Plan(
          Plan.FORMAT,
          "web",
          new MachineSpec(
              Architecture.X86_64, Firmware.BIOS, ByteSize.parse("1G"), ByteSize.parse("512M"), 1),
          new IsoSource(
              "debian", "debian.iso", List.of("file:///d.iso"), Digest.of(Sha256.ofText("iso"))),
          new GuestAccess("root", Duration.ofMinutes(1), Duration.ofSeconds(1)),
          new Limits(Duration.ofHours(1), Duration.ofHours(1), Duration.ofMinutes(5)),
          Plan.ANY_HOST,
          steps.get(steps.size() - 1).requiredKey(),
          steps);
    }

    private static void add(
        List<PlanStep> steps, StepKind kind, String name, String input, String text) {
      Optional<StepKey> last =
          steps.isEmpty() ? Optional.empty() : steps.get(steps.size() - 1).key();
      SortedMap<String, String> inputs = new TreeMap<>();
      inputs.put(input, text);
      steps.add(new PlanStep(kind, name, Optional.of(StepKey.derive(last, kind, inputs)), inputs));
    }
  }
}
