package io.pim.host.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.TestBuilds;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Firmware;
import io.pim.tools.process.DetachedProcesses;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import io.pim.tools.qemu.Accelerator;
import io.pim.tools.qemu.QemuImg;
import io.pim.tools.qemu.QemuInstallation;
import io.pim.tools.qemu.TestQemu;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.qemu.VirtualMachines;
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
import org.junit.jupiter.api.io.TempDir;

@Tag("qemu")
@Timeout(180)
class BuildMachinesTest {
  @TempDir Path folder;
  private TestBuilds builds;
  private TestQemu qemu;
  private BuildMachines machines;
  private OpenBuild build;

  @BeforeEach
  void make() throws Exception {
    qemu = new TestQemu(folder);
    builds = new TestBuilds(folder);
    machines = new BuildMachines(qemu.machines(builds.folders()));
    build = builds.save(TestBuilds.ID);
  }

  @AfterEach
  void end() throws Exception {
    for (Phase phase : Phase.values()) {
      machines.end(phase.of(build));
    }
  }

  private VirtualMachine start(BuildMachines by, OpenBuild of) throws Exception {
    Path disk = qemu.disk(of.folder().verifyDisk());
    return by.start(
        Phase.GUEST.of(of),
        by.describe(Phase.GUEST.of(of), of.plan().machine(), Accelerator.TCG, disk)
            .sshForward()
            .build());
  }

  @Test
  void recognizesTheBuildsMachineByNameAndFiles() throws Exception {
    VirtualMachine machine = start(machines, build);

    assertEquals(build.id().text(), machine.facts().name());
    assertEquals(build.folder().console("guest"), machine.facts().consoleLog());
    assertEquals(
        Optional.of(machine.facts()), machines.join(Phase.GUEST.of(build)).map(m -> m.facts()));
    assertEquals(Optional.empty(), machines.join(Phase.VERIFY.of(build)));
    assertEquals(build.id() + "-verify", Phase.VERIFY.of(build).name());

    VirtualMachine second = start(machines, build);
    assertFalse(machine.isRunning());
    assertTrue(second.isRunning());
  }

  @Test
  void ignoresTheLastLinesOfAnEarlierMachine() throws Exception {
    Files.writeString(
        build.folder().qemuLog("guest"), "qemu-system-x86_64: Cannot allocate memory\n");
    VirtualMachine machine = start(machines, build);

    ProcessHandle.of(machine.facts().process().pid()).orElseThrow().destroyForcibly();
    assertTrue(machine.awaitExit(Duration.ofSeconds(60)));

    FailureReport report = machine.lost().report();
    assertEquals(FailureKind.VM_LOST, report.kind());
    assertEquals(List.of(), report.lastLines());
  }

  @Test
  void refusesMoreMemoryThanTheHostHasWithAdvice() throws Exception {
    OpenBuild large = builds.with(ByteSize.parse("10T")).save(TestBuilds.ID);

    FailureReport report = assertThrows(BuildFailure.class, () -> start(machines, large)).report();

    assertEquals(FailureKind.MEMORY_SHORT, report.kind());
    assertTrue(report.why().contains("10.0T"), report.why());
    assertTrue(report.todo().contains("build.memory"), report.todo());
    assertEquals(Optional.empty(), machines.known(Phase.GUEST.of(large)));
  }

  @Test
  void namesThePackageToInstallIfQemuIsMissing() throws Exception {
    Tools none = new Tools(List.of(Files.createDirectory(folder.resolve("empty"))));
    QemuInstallation missing = new QemuInstallation(none, new ProcessRunner());
    BuildMachines without =
        new BuildMachines(
            new VirtualMachines(builds.folders(), missing, new DetachedProcesses(none)));

    FailureReport system = assertThrows(BuildFailure.class, () -> start(without, build)).report();
    FailureReport image =
        assertThrows(
                BuildFailure.class,
                () ->
                    new QemuImg(missing, new ProcessRunner())
                        .create(folder.resolve("x"), ByteSize.parse("1M")))
            .report();

    for (FailureReport report : List.of(system, image)) {
      assertEquals(FailureKind.TOOL_MISSING, report.kind());
      assertTrue(report.todo().contains("apt install qemu"), report.todo());
      assertTrue(report.todo().contains("brew install qemu"), report.todo());
    }
    assertTrue(system.what().contains("qemu-system-x86_64"), system.what());
    assertTrue(image.what().contains("qemu-img"), image.what());
  }

  @Test
  void setsAndReadsBackUefiVariables() throws Exception {
    OpenBuild uefi = builds.with(Firmware.UEFI).save(TestBuilds.ID);
    assertEquals(Optional.empty(), machines.variablesLeft(Phase.GUEST.of(uefi)));
    Path mine = Files.writeString(folder.resolve("vars"), "boot0001");

    machines.setVariables(Phase.GUEST.of(uefi), Optional.of(mine));

    Path set = machines.variablesLeft(Phase.GUEST.of(uefi)).orElseThrow();
    assertEquals("boot0001", Files.readString(set));
    assertEquals(
        Optional.of(set),
        machines
            .describe(
                Phase.GUEST.of(uefi),
                uefi.plan().machine(),
                Accelerator.TCG,
                folder.resolve("disk"))
            .build()
            .uefiVariables());
    machines.setVariables(Phase.GUEST.of(uefi), Optional.empty());
    assertEquals(Optional.empty(), machines.variablesLeft(Phase.GUEST.of(uefi)));
  }

  @Test
  void givesEmulationMoreTime() {
    Duration limit = Duration.ofSeconds(10);

    assertEquals(limit, BuildMachines.scaled(limit, Accelerator.KVM));
    assertTrue(BuildMachines.scaled(limit, Accelerator.TCG).compareTo(limit) > 0);
  }
}
