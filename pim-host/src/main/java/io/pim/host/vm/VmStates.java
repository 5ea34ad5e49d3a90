package io.pim.host.vm;

import io.pim.host.vm.VmCondition.State;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.PimFolders;
import io.pim.model.files.RuntimeFiles;
import io.pim.model.files.VmName;
import io.pim.tools.qemu.ConsoleFile;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.qemu.VirtualMachines;
import io.pim.tools.qemu.VmFacts;
import io.pim.tools.qmp.Monitor;
import io.pim.tools.qmp.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the states of machines and joins running ones, whichever process started them. A machine is
 * identified by its process (id and start time), and by the name that its monitor reports.
 */
public final class VmStates {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final PimFolders folders;
  private final VmStore store;
  private final VirtualMachines machines;

  public VmStates(PimFolders folders, VmStore store, VirtualMachines machines) {
    this.folders = folders;
    this.store = store;
    this.machines = machines;
  }

  /** All machines, by name. */
  public List<VmCondition> all() throws IOException, InterruptedException {
    List<VmCondition> conditions = new ArrayList<>();
    for (VmName name : store.names()) {
      conditions.add(of(name));
    }
    return conditions;
  }

  public VmCondition of(VmName name) throws InterruptedException {
    Optional<VmRecord> record = store.find(name);
    RuntimeFiles files = folders.vm(name.text());
    Optional<VmFacts> facts =
        machines.facts(store.folder(name).facts()).filter(f -> f.name().equals(name.text()));
    if (facts.filter(known -> known.process().isAlive()).isPresent()) {
      boundConsole(name);
      Optional<RunState> status = status(files, name);
      return new VmCondition(
          name,
          status.map(VmStates::state).orElse(State.SILENT),
          record,
          facts,
          status.map(RunState::word).orElse(""));
    }
    // The process that started it may have been killed before it wrote down QEMU's process.
    if (Files.exists(files.qmp()) && status(files, name).isPresent()) {
      return new VmCondition(name, State.SILENT, record, Optional.empty(), "");
    }
    State state =
        record.isEmpty()
            ? State.INCOMPLETE
            : facts.isPresent() && Files.exists(files.pid()) ? State.DEAD : State.STOPPED;
    return new VmCondition(name, state, record, facts, "");
  }

  /**
   * The running machine.
   *
   * @throws BuildFailure HOST_SETUP when it is not running; VM_HUNG when it does not answer
   */
  public VirtualMachine require(VmName name) throws InterruptedException {
    State state = of(name).state();
    if (!state.isUp()) {
      throw BuildFailure.of(FailureKind.HOST_SETUP, "VM " + name + " does not run")
          .why("it is " + state.word())
          .todo("start it: pim vm start " + name)
          .build();
    }
    Optional<VirtualMachine> machine =
        state == State.SILENT ? Optional.empty() : machines.join(store.folder(name).facts());
    return machine.orElseThrow(() -> silent(name));
  }

  private BuildFailure silent(VmName name) {
    return BuildFailure.of(FailureKind.VM_HUNG, "VM " + name + " runs but does not answer")
        .where(store.folder(name).facts())
        .why("its QEMU is stopped, another program holds its monitor, or the host is very busy")
        .todo("try again, or end it without asking the guest: pim vm stop --force " + name)
        .build();
  }

  /** Limits the console's size at every check, because no process watches a person's machine. */
  private void boundConsole(VmName name) {
    try {
      ConsoleFile.bound(store.folder(name).console());
    } catch (IOException e) {
      // Ignored: only the state was requested, and the next check tries again.
      return;
    }
  }

  /** QEMU's run state, if this machine's QEMU answers. */
  private static Optional<RunState> status(RuntimeFiles files, VmName name)
      throws InterruptedException {
    try (Monitor monitor = Monitor.connect(files.qmp(), PATIENCE)) {
      return monitor.queryName().equals(name.text())
          ? Optional.of(monitor.queryStatus())
          : Optional.empty();
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return Optional.empty();
    }
  }

  private static State state(RunState status) {
    return status.isRunning() ? State.RUNNING : State.PAUSED;
  }
}
