package io.pim.activities.provision;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.StepContext;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKind;
import io.pim.tools.qemu.VirtualMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The script that ran last on the machine's system, or is running now: the most likely cause of
 * trouble with the system.
 *
 * @param name the step's name; empty before the first script
 * @param runs whether it has begun and its end is unknown
 * @param lastLines the last lines it printed, if it runs
 */
record SuspectScript(Optional<String> name, boolean runs, List<String> lastLines) {

  static SuspectScript of(StepContext step, VirtualMachine machine)
      throws IOException, InterruptedException {
    OpenBuild build = step.build();
    if (step.step().kind() == StepKind.SCRIPT) {
      Path facts = build.folder().scriptFacts(step.step().requiredKey());
      Optional<ScriptFacts> known = ScriptFacts.read(facts, machine.facts().process());
      if (known.isPresent()) {
        return new SuspectScript(
            Optional.of(step.step().name()),
            known.get().exitStatus().isEmpty(),
            known.get().lastLines().orElse(List.of()));
      }
    }
    return new SuspectScript(lastOn(machine.activeDisk(), build), false, List.of());
  }

  /**
   * The last script on a disk. A disk is named after the step that is to run on it, so the step
   * before has run.
   */
  private static Optional<String> lastOn(Path disk, OpenBuild build) {
    List<PlanStep> steps = build.plan().layerSteps();
    for (int i = 1; i < steps.size(); i++) {
      PlanStep before = steps.get(i - 1);
      if (disk.equals(build.folder().workDisk(steps.get(i).requiredKey()))
          && before.kind() == StepKind.SCRIPT) {
        return Optional.of(before.name());
      }
    }
    return Optional.empty();
  }

  /** Adds the suspect script to a failure, if there is one. */
  BuildFailure blamed(BuildFailure e) {
    if (name.isEmpty()) {
      return e;
    }
    return switch (e.report().kind()) {
      case LOGIN_FAILED, ROOT_REFUSED, GUEST_HUNG -> shut(e, name.get());
      case GUEST_RESTARTED -> restarted(e, name.get());
      default -> e;
    };
  }

  private BuildFailure restarted(BuildFailure e, String script) {
    return BuildFailure.of(
            FailureKind.GUEST_RESTARTED,
            runs
                ? script + " failed: the guest restarted while the script ran."
                : "The guest restarted after " + script + ".")
        .where(e.report().where())
        .why(e.report().what() + " " + e.report().why())
        .todo(ScriptFailure.restart(script))
        .lastLines(lastLines.isEmpty() ? e.report().lastLines() : lastLines)
        .causedBy(e)
        .build();
  }

  private static BuildFailure shut(BuildFailure e, String script) {
    return BuildFailure.of(e.report().kind(), "Access to the guest was lost after " + script + ".")
        .where(e.report().where())
        .why(e.report().what() + ": " + e.report().why())
        .todo(
            "Check whether "
                + script
                + " removes authorized_keys, the SSH host keys or sudo's "
                + "rule, forbids the login, or stops the SSH server; remove that: PIM's own "
                + "finalize removes the build's key and the host keys. Then pim build retry.")
        .lastLines(e.report().lastLines())
        .causedBy(e)
        .build();
  }

  @Override
  public String toString() {
    return name.orElse("the boot");
  }
}
