package io.pim.tools.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.qmp.RunState;
import io.pim.tools.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A machine is asked to end, and forced to if it does not. */
@Tag("qemu")
@Timeout(180)
class MachineShutdownTest {
  private static final ShutdownLimits IMPATIENT =
      new ShutdownLimits(Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofSeconds(10));

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
  void endsAGuestThatIgnoresTheRequest() throws Exception {
    VirtualMachine machine = vm.start();

    ShutdownWay way = machine.shutDown(IMPATIENT, () -> {});

    assertEquals(ShutdownWay.QUIT, way);
    assertEquals(ShutdownWay.ENDED_ALREADY, machine.shutDown(IMPATIENT, () -> {}));
    assertFalse(machine.guest().freeze());
    vm.assertNoRuntimeFiles();
  }

  @Test
  void leavesTheMachineAloneWhenTheWorkerStops() throws Exception {
    VirtualMachine machine = vm.start();
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> machine.shutDown(IMPATIENT, () -> {}));
    assertTrue(machine.isRunning());

    IllegalStateException cancelled = new IllegalStateException();
    ShutdownLimits patient =
        new ShutdownLimits(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(1));
    assertThrows(
        IllegalStateException.class,
        () ->
            machine.shutDown(
                patient,
                () -> {
                  throw cancelled;
                }));
    assertTrue(machine.isRunning());
  }

  private VirtualMachine staying(Path disk) throws Exception {
    return vm.qemu.machines.start(
        vm.qemu.machine("vm", disk).noShutdown().build(), vm.facts, vm.log);
  }

  private VirtualMachine listening() throws Exception {
    VirtualMachine machine = staying(new TestQemu(folder).disk(folder.resolve("listens.qcow2")));
    Path console = machine.facts().consoleLog();
    Await.until("it listens", () -> Files.readString(console).contains(TestQemu.GREETING));
    return machine;
  }

  /** As when a kernel crashes and then boots again as if nothing had happened. */
  @Test
  void aGuestThatMustNotRebootStopsAtAReset() throws Exception {
    VirtualMachine machine = listening();
    assertTrue(machine.stopAtReset());

    TestQemu.type(vm.qemu.folders, "vm", "r");

    Await.until("it is stopped", () -> machine.runState() == RunState.SHUTDOWN);
    assertThrows(BuildFailure.class, machine::requireRunning);
    assertEquals(Optional.of(ShutdownWay.ENDED_ALREADY), machine.powerOff(IMPATIENT, () -> {}));
  }

  @Test
  void noticesAPowerOffIfQemuStays() throws Exception {
    VirtualMachine machine = listening();
    ShutdownLimits patient =
        new ShutdownLimits(Duration.ofSeconds(1), Duration.ofSeconds(50), Duration.ofSeconds(1));

    assertEquals(Optional.of(ShutdownWay.POWER_BUTTON), machine.powerOff(patient, () -> {}));

    assertTrue(machine.isRunning());
    assertTrue(machine.hasPoweredOff());
    assertEquals(Optional.of(ShutdownWay.ENDED_ALREADY), machine.powerOff(patient, () -> {}));
  }

  @Test
  void aQemuKilledAfterTheRequestIsLost() throws Exception {
    VirtualMachine machine = staying(vm.disk);
    ShutdownLimits patient =
        new ShutdownLimits(Duration.ofSeconds(1), Duration.ofSeconds(50), Duration.ofSeconds(1));

    BuildFailure lost =
        assertThrows(
            BuildFailure.class, () -> machine.powerOff(patient, machine.facts().process()::kill));

    assertEquals(FailureKind.VM_LOST, lost.report().kind(), lost.toString());
  }

  @Test
  void aGuestThatIgnoresTheRequestKeepsRunning() throws Exception {
    VirtualMachine machine = staying(vm.disk);

    assertEquals(Optional.empty(), machine.powerOff(IMPATIENT, () -> {}));

    assertTrue(machine.isRunning());
  }

  /** A guest that sees a disk error continues somehow, and PIM would keep the damaged disk. */
  @Test
  void anIoErrorStopsTheGuest() throws Exception {
    VirtualMachine machine = staying(vm.qemu.failingDisk("fails.qcow2"));
    Await.until("it is stopped", () -> machine.runState() == RunState.IO_ERROR);

    BuildFailure error = assertThrows(BuildFailure.class, machine::pulse);

    assertEquals(FailureKind.VM_LOST, error.report().kind(), error.toString());
    assertTrue(error.report().what().contains("could not read or write"), error.toString());
  }

  @Test
  void aKernelPanicIsACrash() throws Exception {
    VirtualMachine machine = staying(vm.qemu.panickingDisk("panics.qcow2"));
    Await.until("it panics", () -> machine.runState() == RunState.GUEST_PANICKED);

    for (Executable look :
        List.<Executable>of(
            machine::pulse,
            machine::hasPoweredOff,
            machine::requireRunning,
            () -> machine.powerOff(IMPATIENT, () -> {}))) {
      BuildFailure crash = assertThrows(BuildFailure.class, look);
      assertEquals(FailureKind.VM_LOST, crash.report().kind());
      assertTrue(crash.report().why().contains("guest-panicked"), crash.report().why());
    }
    assertEquals(ShutdownWay.QUIT, machine.shutDown(IMPATIENT, () -> {}));
  }
}
