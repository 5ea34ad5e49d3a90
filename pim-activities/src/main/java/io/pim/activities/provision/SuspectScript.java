package io.pim.activities.provision;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.StepContext;
import io.pim.model.failure.BuildFailure;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKind;
import io.pim.tools.qemu.VirtualMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The script that worked on the machine's system last, or works on it now: what is wrong with the
 * system is most likely its doing.
 *
 * @param name the step's; empty where no script has been there yet
 * @param runs whether it was begun and nobody has seen its end
 */
record SuspectScript(Optional<String> name, boolean runs) {

  static SuspectScript of(StepContext step, VirtualMachine machine)
      throws IOException, InterruptedException {
    OpenBuild build = step.build();
    if (step.step().kind() == StepKind.SCRIPT) {
      Path facts = build.folder().scriptFacts(step.step().requiredKey());
      Optional<ScriptFacts> known = ScriptFacts.read(facts, machine.facts().process());
      if (known.isPresent()) {
        return new SuspectScript(
            Optional.of(step.step().name()), known.get().exitStatus().isEmpty());
      }
    }
    return new SuspectScript(lastOn(machine.activeDisk(), build), false);
  }

  /** A disk is named by the step that ends in it: what was done to it is the step before. */
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

  /** A failure to get in, told as what the script has most likely done. */
  BuildFailure blamed(BuildFailure e) {
    String script = name.orElseThrow();
    return BuildFailure.of(
            e.report().kind(), "The way into the guest was lost after " + script + ".")
        .where(e.report().where())
        .why(e.report().what() + ": " + e.report().why())
        .todo(
            "See whether "
                + script
                + " removes authorized_keys, the SSH host keys or sudo's rule, forbids the login,"
                + " or stops the SSH server; leave that out: PIM's own finalize takes out the"
                + " build's key and the host keys. Then pim build retry.")
        .lastLines(e.report().lastLines())
        .causedBy(e)
        .build();
  }

  @Override
  public String toString() {
    return name.orElse("the boot");
  }
}
