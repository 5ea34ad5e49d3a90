package io.pim.activities.provision;

import io.pim.activities.provision.GuestLogin.Guest;
import io.pim.host.build.OpenBuild;
import io.pim.host.build.Resources;
import io.pim.host.build.StepContext;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.Phase;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.qemu.VmFacts;
import io.pim.workflows.activity.StepNote;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Removes everything that an image must not contain; PIM's own access goes last. */
public final class FinalizeStep {
  /** The limit for a guest that answered a moment ago and whose keys may already be removed. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final GuestLogin login;
  private final BuildMachines machines;

  public FinalizeStep(GuestLogin login, BuildMachines machines) {
    this.login = login;
    this.machines = machines;
  }

  StepNote run(StepContext step) throws IOException, InterruptedException {
    try (Guest guest = wasBegun(step) ? openAgain(step) : login.open(step)) {
      new GuestRun(step, guest).run(script(), Map.of());
    }
    return StepNote.NONE;
  }

  /** Whether the script has begun in the current machine. */
  private boolean wasBegun(StepContext step) throws IOException {
    OpenBuild build = step.build();
    Path facts = build.folder().scriptFacts(step.step().requiredKey());
    Optional<VmFacts> machine = machines.known(Phase.GUEST.of(build));
    return machine.isPresent() && ScriptFacts.read(facts, machine.get().process()).isPresent();
  }

  /**
   * Logs in again. After the keys were removed nobody can: the guest refuses the build's key, or
   * its SSH server has no host key and hangs up. Then the step is repeated from the layer before
   * it.
   */
  private Guest openAgain(StepContext step) throws IOException, InterruptedException {
    try {
      return login.openFinalized(step, PATIENCE);
    } catch (BuildFailure e) {
      FailureKind kind = e.report().kind();
      if (kind != FailureKind.LOGIN_FAILED && kind != FailureKind.GUEST_HUNG) {
        throw e;
      }
      throw BuildFailure.of(
              FailureKind.VM_LOST,
              "The guest's keys are already removed, but PIM did not see the script end.")
          .why(e.report().what())
          .todo("Nothing: PIM finalizes again from the newest layer.")
          .lastLines(List.of())
          .causedBy(e)
          .build();
    }
  }

  /** The script that removes from a system everything that an image must not contain. */
  public static String script() {
    return Resources.text(FinalizeStep.class, "finalize.sh");
  }
}
