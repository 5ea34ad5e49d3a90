package io.pim.tools.qemu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Sha256;
import io.pim.tools.qmp.RunState;
import io.pim.tools.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Saves the memory of machines beside their disks, and starts machines from it. */
@Tag("qemu")
@Timeout(120)
class MachineMemoryTest {
  private static final ByteSize SIZE = ByteSize.parse("1M");

  @TempDir Path folder;
  private BusyMachine vm;
  private VirtualMachine machine;
  private Path memory;

  @BeforeEach
  void startMachine() throws Exception {
    vm = new BusyMachine(folder);
    machine = vm.start();
    memory = folder.resolve("memory");
    vm.qemu.images.createPrivate(memory, SIZE);
  }

  @AfterEach
  void end() throws Exception {
    vm.end();
    vm.qemu.machines.end("other", folder.resolve("other.json"));
  }

  private VmSpec other(Path disk) {
    return vm.qemu.machine("other", disk).sshForward().paused(true).build();
  }

  private VirtualMachine start(VmSpec spec) throws InterruptedException {
    return vm.qemu.machines.start(spec, folder.resolve("other.json"), folder.resolve("other.log"));
  }

  private Path overlay(String name) throws InterruptedException {
    Path overlay = folder.resolve(name);
    vm.qemu.images.createOverlayUnchecked(overlay, vm.disk, SIZE);
    return overlay;
  }

  private Path scratch() throws IOException, InterruptedException {
    Path scratch = folder.resolve("scratch");
    vm.qemu.images.createPrivate(scratch, new ByteSize(Files.size(memory) + (64 << 20)));
    return scratch;
  }

  private static void awaitWrites(VirtualMachine machine) throws Exception {
    long before = machine.blockStats().writtenBytes();
    Await.until("it writes", () -> machine.blockStats().writtenBytes() > before);
  }

  private void save() throws Exception {
    awaitWrites(machine);
    machine.pause();
    machine.snapshot(overlay("work1.qcow2"));
    machine.saveMemory(memory);
    machine.resume();
  }

  @Test
  void anotherMachineContinuesWhereTheFirstOneStopped() throws Exception {
    save();
    awaitWrites(machine);
    byte[] disk = Files.readAllBytes(vm.disk);
    Sha256 saved = Sha256.ofFile(memory);

    VirtualMachine other = start(other(overlay("work2.qcow2")));
    assertEquals(machine.version(), other.version());
    other.loadMemory(memory, scratch());
    assertTrue(other.runState().isWaiting());
    other.resume();

    awaitWrites(other);
    other.kill();
    machine.kill();
    assertEquals(saved, Sha256.ofFile(memory), "the saved memory is unchanged");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(memory)));
    assertArrayEquals(disk, Files.readAllBytes(vm.disk), "so is the disk under it");
    assertTrue(vm.qemu.images.isSound(vm.disk));
    assertTrue(vm.qemu.images.isSound(memory));
  }

  @Test
  void aMachineOfAnotherSizeRefusesTheMemory() throws Exception {
    save();
    VmSpec larger =
        vm.qemu
            .machine("other", overlay("work2.qcow2"))
            .size(1, ByteSize.parse("128M"))
            .paused(true)
            .build();
    VirtualMachine other = start(larger);
    Path scratch = scratch();

    assertThrows(BuildFailure.class, () -> other.loadMemory(memory, scratch));
  }

  /** A machine as an older PIM or a person may have started it. */
  @Test
  void doesNotJoinAMachineWithOtherArguments() throws Exception {
    VmSpecBuilder today = vm.qemu.machine("vm", vm.disk).sshForward();
    assertTrue(vm.qemu.machines.runsAs(machine, today.build()));
    assertTrue(vm.qemu.machines.runsAs(machine, today.paused(true).build()));

    assertFalse(vm.qemu.machines.runsAs(machine, today.generation().build()));
    machine.kill();
    assertFalse(vm.qemu.machines.runsAs(machine, vm.qemu.machine("vm", vm.disk).build()));
  }

  @Test
  void resumesOnlyAPausedMachine() throws Exception {
    machine.resume();
    assertEquals(RunState.RUNNING, machine.runState());
    machine.pause();
    assertEquals(RunState.PAUSED, machine.runState());
    machine.resume();
    assertEquals(RunState.RUNNING, machine.runState());
  }
}
