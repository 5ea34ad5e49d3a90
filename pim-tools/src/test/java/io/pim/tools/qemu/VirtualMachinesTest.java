package io.pim.tools.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.tools.process.ProcessIdentity;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Starts machines, also in cases in which that must fail. */
@Tag("qemu")
@Timeout(180)
class VirtualMachinesTest {
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
  void startsAndIsJoinedByAnotherWorker() throws Exception {
    VirtualMachine started = vm.start();
    assertTrue(started.isRunning());
    assertTrue(started.sshPort().isPresent());

    VirtualMachine joined = new RealQemu(folder).machines.join(vm.facts).orElseThrow();

    assertEquals(started.facts(), joined.facts());
    assertEquals(vm.disk, joined.activeDisk());
    joined.kill();
    started.onExit().get(60, TimeUnit.SECONDS);
    assertEquals(Optional.empty(), vm.qemu.machines.join(vm.facts));
    vm.assertNoRuntimeFiles();
  }

  @Test
  void keepsTheConsole() throws Exception {
    VirtualMachine machine = vm.start();
    Path console = machine.facts().consoleLog();

    while (!Files.readString(console).contains("....")) {
      assertTrue(machine.isRunning());
    }
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void startsUefi(Architecture architecture) throws Exception {
    assumeTrue(vm.qemu.installation.supports(architecture), "no QEMU for " + architecture);
    assumeTrue(
        vm.qemu.installation.system(architecture).uefi().isPresent(),
        "no UEFI for " + architecture);
    Path variables = folder.resolve("efi,vars.fd");
    VmSpec spec =
        vm.qemu
            .machine("vm", vm.disk)
            .machine(architecture, Accelerator.TCG)
            .size(1, ByteSize.parse("256M"))
            .uefi(variables)
            .cdrom(folder.resolve("boot.raw"))
            .smbiosSerial("ds=nocloud;s=http://10.0.2.2:1/a,b/")
            .build();

    VirtualMachine machine = vm.qemu.machines.start(spec, vm.facts, vm.log);

    assertTrue(machine.isRunning());
    assertEquals(vm.disk, machine.activeDisk());
    assertEquals(
        Files.size(vm.qemu.installation.system(architecture).uefi().orElseThrow().variables()),
        Files.size(variables));
  }

  /**
   * A header that somebody swaps in after PIM's check: QEMU would read the named file as the disk.
   */
  @Test
  void doesNotOpenFilesNamedInAnImagesHeader() throws Exception {
    Path image = folder.resolve("image.qcow2");
    Path overlay = folder.resolve("overlay.qcow2");
    vm.qemu.images.createOverlayUnchecked(image, folder.resolve("shadow"), ByteSize.parse("1M"));
    vm.qemu.images.createOverlayUnchecked(overlay, image, ByteSize.parse("1M"));
    VmSpec spec = vm.qemu.machine("vm", overlay).onImage(image).build();

    VirtualMachine machine = vm.qemu.machines.start(spec, vm.facts, vm.log);

    assertEquals(overlay, machine.activeDisk());
  }

  @Test
  void reportsALostMachine() throws Exception {
    VirtualMachine machine = vm.start();
    ProcessHandle.of(machine.facts().process().pid()).orElseThrow().destroy();
    assertTrue(machine.awaitExit(Duration.ofSeconds(60)));

    BuildFailure failure = assertThrows(BuildFailure.class, machine::activeDisk);

    assertEquals(FailureKind.VM_LOST, failure.report().kind());
    assertTrue(failure.report().why().contains("terminating on signal 15"));
  }

  @Test
  void saysWhyQemuWouldNotStart() throws Exception {
    VmSpec spec = vm.qemu.machine("vm", folder.resolve("missing.qcow2")).build();

    BuildFailure failure =
        assertThrows(BuildFailure.class, () -> vm.qemu.machines.start(spec, vm.facts, vm.log));

    assertEquals(FailureKind.VM_LOST, failure.report().kind());
    assertTrue(failure.report().why().contains("No such file"), failure.report().why());
    vm.assertNoRuntimeFiles();
  }

  @Test
  void twoMachinesCannotWriteToOneDisk() throws Exception {
    vm.start();

    BuildFailure failure =
        assertThrows(
            BuildFailure.class,
            () ->
                vm.qemu.machines.start(
                    vm.qemu.machine("second", vm.disk).build(),
                    folder.resolve("second.json"),
                    vm.log));

    assertEquals(FailureKind.HOST_SETUP, failure.report().kind());
  }

  @Test
  void knowsAPortThatWasTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var command =
          QemuCommandLine.build(
              vm.qemu.machine("vm", vm.disk).build(),
              vm.qemu.installation.system(Architecture.X86_64),
              vm.qemu.folders.vm("vm"),
              OptionalInt.of(taken.getLocalPort()));
      Files.createDirectories(vm.qemu.folders.runtime());
      ProcessIdentity process = vm.qemu.processes.start(command, vm.log, Map.of());
      assertTrue(process.awaitExit(Duration.ofSeconds(60)));
      assertTrue(new QemuDeath("vm", vm.log, QemuLog.tail(vm.log, 0)).isPortTaken());
    }
  }
}
