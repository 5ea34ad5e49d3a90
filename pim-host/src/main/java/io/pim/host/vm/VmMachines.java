package io.pim.host.vm;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.VmName;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.qemu.VirtualMachines;
import java.util.Optional;

/** Joins machines that run. */
public final class VmMachines {
  private final VmStore store;
  private final VmStates states;
  private final VirtualMachines machines;

  public VmMachines(VmStore store, VmStates states, VirtualMachines machines) {
    this.store = store;
    this.states = states;
    this.machines = machines;
  }

  /**
   * The running machine.
   *
   * @throws BuildFailure HOST_SETUP where it does not run; VM_HUNG where it does not answer
   */
  public VirtualMachine require(VmName name) throws InterruptedException {
    VmState state = states.of(name).state();
    if (!state.isUp()) {
      throw BuildFailure.of(FailureKind.HOST_SETUP, "VM " + name + " does not run")
          .why("it is " + state.word())
          .todo("start it: pim vm start " + name)
          .build();
    }
    Optional<VirtualMachine> machine =
        state == VmState.SILENT ? Optional.empty() : machines.join(store.folder(name).facts());
    return machine.orElseThrow(() -> silent(name));
  }

  private BuildFailure silent(VmName name) {
    return BuildFailure.of(FailureKind.VM_HUNG, "VM " + name + " runs but does not answer")
        .where(store.folder(name).facts())
        .why("its QEMU is stopped, another program holds its monitor, or the host is very busy")
        .todo("try again, or end it without asking the guest: pim vm stop --force " + name)
        .build();
  }
}
