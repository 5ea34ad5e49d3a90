package io.pim.tools.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.json.Json;
import io.pim.tools.process.ProcessIdentity;
import io.pim.tools.qmp.RunState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Machines that a worker finds: left over, stopped, dead, or somebody else's. */
@Tag("qemu")
@Timeout(300)
class FoundMachineTest {
  @TempDir Path folder;
  private BusyMachine vm;

  @BeforeEach
  void make() throws Exception {
    vm = new BusyMachine(folder);
  }

  @AfterEach
  void end() throws Exception {
    vm.end();
  }

  @Test
  void doesNotJoinAnotherProcessOrName() throws Exception {
    VmFacts real = vm.start().facts();
    ProcessIdentity process = real.process();
    ProcessIdentity reused =
        new ProcessIdentity(
            process.pid(), process.startedAt().minusSeconds(9), process.mark() + "9");

    Json.write(vm.facts, with(real, "vm", reused));
    assertEquals(Optional.empty(), vm.qemu.machines.join(vm.facts));

    Json.write(vm.facts, with(real, "other", process));
    Files.createLink(vm.qemu.folders.vm("other").qmp(), vm.qemu.folders.vm("vm").qmp());
    assertEquals(Optional.empty(), vm.qemu.machines.join(vm.facts));
    vm.qemu.machines.end("other", folder.resolve("none"));
    assertTrue(process.isAlive());
    Json.write(vm.facts, real);
  }

  @Test
  void replacesAMachineWhoseFactsWereNeverWritten() throws Exception {
    VirtualMachine orphan = vm.start();
    Files.delete(vm.facts);

    VirtualMachine machine = vm.start();

    assertFalse(orphan.isRunning());
    assertTrue(machine.isRunning());
  }

  @Test
  void endsAStoppedMachineWhoseFactsWereNeverWritten() throws Exception {
    VirtualMachine orphan = vm.start();
    Files.delete(vm.facts);
    stop(orphan);

    vm.qemu.machines.end("vm", vm.facts);

    assertFalse(orphan.isRunning());
    vm.assertNoRuntimeFiles();
  }

  @Test
  void joinsAStoppedMachineAndAnswersWhenItContinues() throws Exception {
    VirtualMachine started = vm.start();
    stop(started);

    VirtualMachine joined = vm.qemu.machines.join(vm.facts).orElseThrow();
    assertEquals(Optional.empty(), joined.pulse());
    assertTrue(joined.whySilent().contains("is stopped"), joined.whySilent());
    signal(started, "CONT");

    assertEquals(RunState.RUNNING, joined.pulse().orElseThrow().runState());
    assertEquals(vm.disk, joined.activeDisk());
  }

  @Test
  void ignoresSocketsOfDeadProcesses() throws Exception {
    VirtualMachine machine = vm.start();
    machine.facts().process().kill();
    assertTrue(Files.exists(vm.qemu.folders.vm("vm").qmp()));

    assertEquals(Optional.empty(), vm.qemu.machines.join(vm.facts));
    assertTrue(vm.start().isRunning());
  }

  private static void stop(VirtualMachine machine) throws Exception {
    signal(machine, "STOP");
    while (!machine.facts().process().isStopped()) {
      Thread.onSpinWait();
    }
  }

  private static void signal(VirtualMachine machine, String name) throws Exception {
    String pid = Long.toString(machine.facts().process().pid());
    assertEquals(0, new ProcessBuilder("kill", "-" + name, pid).start().waitFor());
  }

  private static VmFacts with(VmFacts facts, String name, ProcessIdentity process) {
    return new VmFacts(
        name,
        process,
        facts.sshPort(),
        facts.disk(),
        facts.accelerator(),
        facts.qemuLog(),
        facts.consoleLog());
  }
}
