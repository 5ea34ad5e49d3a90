package io.pim.host.vm;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.VmName;
import io.pim.tools.qemu.ShutdownLimits;
import io.pim.tools.qemu.ShutdownWay;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.qemu.VirtualMachines;
import io.pim.tools.qmp.GuestAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;

/** Stops machines, and removes them. */
public final class VmStop {
  private static final Duration AGENT = Duration.ofSeconds(2);

  private final VmStore store;
  private final VmStates states;
  private final VirtualMachines machines;

  public VmStop(VmStore store, VmStates states, VirtualMachines machines) {
    this.store = store;
    this.states = states;
    this.machines = machines;
  }

  /**
   * Makes the guest shut down, by its agent or else by the power button; ends QEMU if it has not
   * done so within the limit.
   *
   * @param timeout empty for a limit that suits the accelerator
   * @throws BuildFailure VM_HUNG when QEMU does not answer
   */
  public ShutdownWay stop(VmName name, Optional<Duration> timeout)
      throws IOException, InterruptedException {
    VmCondition condition = states.of(name);
    ShutdownWay way = ShutdownWay.ENDED_ALREADY;
    if (condition.state().isUp()) {
      VirtualMachine machine = states.require(name);
      way = machine.shutDown(limits(machine, timeout), () -> {});
    }
    ended(name);
    return way;
  }

  /** Ends QEMU at once, in any state, without asking the guest. */
  public ShutdownWay force(VmName name) throws IOException, InterruptedException {
    boolean up = states.of(name).state().isUp();
    machines.end(name.text(), store.folder(name).facts());
    ended(name);
    return up ? ShutdownWay.QUIT : ShutdownWay.ENDED_ALREADY;
  }

  /**
   * Removes a machine with its disk.
   *
   * @param force whether to end a running machine first
   * @throws BuildFailure HOST_SETUP when it is running
   */
  public void remove(VmName name, boolean force) throws IOException, InterruptedException {
    if (force) {
      force(name);
    }
    store.holding(
        name,
        () -> {
          requireEnded(name);
          machines.end(name.text(), store.folder(name).facts());
          store.remove(name);
          return name;
        });
  }

  /**
   * Checks that a machine can be removed without force; called for all machines before the first is
   * removed.
   *
   * @throws BuildFailure HOST_SETUP when it is running
   */
  public void requireEnded(VmName name) throws IOException, InterruptedException {
    if (states.of(name).state().isUp()) {
      throw BuildFailure.of(FailureKind.HOST_SETUP, "VM " + name + " runs")
          .todo("stop it first: pim vm stop " + name + "; or: pim vm rm --force " + name)
          .build();
    }
  }

  /** Removes machines made with {@code --rm} that have stopped by themselves. */
  public void removeEnded() throws IOException, InterruptedException {
    for (VmName name : store.names()) {
      // A machine without facts was never started; the process that created it is about to do so.
      if (store.find(name).filter(VmRecord::removeWhenStopped).isPresent()
          && Files.exists(store.folder(name).facts())) {
        store.holdingIfFree(name, () -> clear(name));
      }
    }
  }

  /** Cleans up after a machine, unless somebody has started it again meanwhile. */
  private void ended(VmName name) throws IOException, InterruptedException {
    store.holding(name, () -> clear(name));
  }

  private boolean clear(VmName name) throws IOException, InterruptedException {
    boolean ended = !states.of(name).state().isUp();
    if (ended) {
      machines.end(name.text(), store.folder(name).facts());
      Files.deleteIfExists(store.folder(name).facts());
      if (store.find(name).filter(VmRecord::removeWhenStopped).isPresent()) {
        store.remove(name);
      }
    }
    return ended;
  }

  /** The limits for the guest; if there is an agent, the power button gets the second half. */
  private static ShutdownLimits limits(VirtualMachine machine, Optional<Duration> timeout) {
    ShutdownLimits usual = ShutdownLimits.usual(machine.facts().accelerator());
    if (timeout.isEmpty()) {
      return usual;
    }
    Duration share = hasAgent(machine) ? timeout.get().dividedBy(2) : timeout.get();
    return new ShutdownLimits(share, share, usual.quit());
  }

  private static boolean hasAgent(VirtualMachine machine) {
    Optional<GuestAgent> agent = machine.guest().agent(AGENT);
    try {
      if (agent.isPresent()) {
        agent.get().close();
      }
      return agent.isPresent();
    } catch (IOException e) {
      return false;
    }
  }
}
