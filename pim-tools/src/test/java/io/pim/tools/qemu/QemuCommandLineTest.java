package io.pim.tools.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.RuntimeFiles;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class QemuCommandLineTest {
  private static final QemuSystem X86 =
      new QemuSystem(
          Path.of("/usr/bin/qemu-system-x86_64"),
          "7.2.22",
          Optional.of(new UefiFirmware(Path.of("/fw/code.fd"), Path.of("/fw/vars.fd"))),
          true);
  private static final RuntimeFiles FILES = new RuntimeFiles(Path.of("/run/pim"), "vm1");

  @Test
  void describesTheCompleteMachine() {
    assertEquals(
        List.of(
            "/usr/bin/qemu-system-x86_64",
            "-name",
            "vm1",
            "-nodefaults",
            "-no-user-config",
            "-display",
            "none",
            "-machine",
            "q35",
            "-accel",
            "tcg,thread=multi",
            "-cpu",
            "max",
            "-smp",
            "2",
            "-m",
            "1024M",
            "-device",
            "virtio-rng-pci",
            "-boot",
            "strict=on",
            "-sandbox",
            "on,obsolete=deny,resourcecontrol=deny,elevateprivileges=deny,spawn=deny",
            "-pidfile",
            "/run/pim/vm1.pid",
            "-qmp",
            "unix:/run/pim/vm1.qmp,server=on,wait=off",
            "-chardev",
            "socket,id=console,path=/run/pim/vm1.serial,server=on,wait=off,"
                + "logfile=/b/console.log,logappend=on",
            "-serial",
            "chardev:console",
            "-device",
            "virtio-serial-pci",
            "-chardev",
            "socket,id=agent,path=/run/pim/vm1.ga,server=on,wait=off",
            "-device",
            "virtserialport,chardev=agent,name=org.qemu.guest_agent.0",
            "-blockdev",
            "{\"driver\":\"qcow2\",\"node-name\":\"system\",\"discard\":\"unmap\","
                + "\"detect-zeroes\":\"unmap\",\"cache\":{\"no-flush\":true},"
                + "\"file\":{\"driver\":\"file\",\"node-name\":\"system-file\","
                + "\"filename\":\"/b/disk.qcow2\",\"discard\":\"unmap\","
                + "\"cache\":{\"no-flush\":true}}}",
            "-device",
            "virtio-blk-pci,id=system-disk,drive=system,bootindex=1",
            "-netdev",
            "user,id=net,ipv6=off,hostfwd=tcp:127.0.0.1:2222-:22",
            "-device",
            "virtio-net-pci,netdev=net,romfile=,addr=0x10"),
        QemuCommandLine.build(machine().sshForward().build(), X86, FILES, OptionalInt.of(2222)));
  }

  @Test
  void informsAGuestThatContinuesFromSavedMemory() {
    List<String> line = build(machine().generation().paused(true).build());

    assertTrue(line.contains("-S"));
    assertTrue(line.contains("vmgenid,guid=auto"));
    assertFalse(build(machine().generation().paused(false).build()).contains("-S"));
    assertFalse(build(machine().build()).contains("vmgenid,guid=auto"));
  }

  @Test
  void bootsAKernelWithACdAndEndsAtAReboot() {
    List<String> line =
        build(
            machine()
                .cdrom(Path.of("/isos/a,b.iso"))
                .kernel(new KernelBoot(Path.of("/k"), Path.of("/i"), "auto=true a,b ---"))
                .noReboot()
                .build());

    assertEquals("/k", after(line, "-kernel"));
    assertEquals("/i", after(line, "-initrd"));
    assertEquals("/run/pim/vm1.kernel", after(line, "-readconfig"));
    assertFalse(line.contains("-append"));
    assertTrue(line.contains("-no-reboot"));
    assertTrue(line.contains("scsi-cd,drive=cdrom,bootindex=2"));
    assertTrue(
        line.stream()
            .anyMatch(
                part ->
                    part.contains("\"filename\":\"/isos/a,b.iso\"")
                        && part.contains("\"read-only\":true")
                        && part.contains("\"driver\":\"raw\"")));
  }

  /**
   * A disk that becomes a layer must belong to a guest that ended cleanly, and QEMU must stay to
   * report it.
   */
  @Test
  void stopsABuildsMachineWhenItsGuestEndsCrashesOrLosesItsDisk() {
    List<String> line = build(machine().noShutdown().build());

    assertTrue(line.contains("-no-shutdown"));
    assertTrue(line.contains("pvpanic"));
    assertTrue(
        line.contains(
            "virtio-blk-pci,id=system-disk,drive=system,bootindex=1,werror=stop,rerror=stop"));
    assertTrue(
        build(
                machine()
                    .machine(Architecture.ARM64, Accelerator.TCG)
                    .uefi(Path.of("/b/vars.fd"))
                    .noShutdown()
                    .build())
            .contains("pvpanic-pci"));
  }

  @Test
  void doublesCommasInsideOptions() {
    List<String> line =
        QemuCommandLine.build(
            machine()
                .smbiosSerial("ds=nocloud;s=http://10.0.2.2:1/a,b/")
                .consoleLog(Path.of("/b,c/console.log"))
                .build(),
            X86,
            new RuntimeFiles(Path.of("/run/p,im"), "vm1"),
            OptionalInt.empty());

    assertEquals("file=/run/p,,im/vm1.smbios", after(line, "-smbios"));
    assertTrue(after(line, "-chardev").contains("logfile=/b,,c/console.log,logappend=on"));
  }

  @Test
  void givesUefiTwoFlashDrives() {
    List<String> line = build(machine().uefi(Path.of("/b/vars,1.fd")).build());

    assertTrue(line.contains("if=pflash,format=raw,readonly=on,file=/fw/code.fd"));
    assertTrue(line.contains("if=pflash,format=raw,file=/b/vars,,1.fd"));
  }

  @Test
  void reportsMissingFirmware() {
    QemuSystem bare = new QemuSystem(X86.binary(), X86.version(), Optional.empty(), true);
    VmSpec spec = machine().uefi(Path.of("/b/vars.fd")).build();

    BuildFailure failure =
        assertThrows(
            BuildFailure.class,
            () -> QemuCommandLine.build(spec, bare, FILES, OptionalInt.empty()));

    assertEquals(FailureKind.TOOL_MISSING, failure.report().kind());
    assertTrue(failure.report().todo().contains("ovmf"));
  }

  @Test
  void runsArmOnTheVirtMachine() {
    List<String> line =
        build(
            machine()
                .machine(Architecture.ARM64, Accelerator.TCG)
                .uefi(Path.of("/b/vars.fd"))
                .build());

    assertEquals("virt,gic-version=max", after(line, "-machine"));
    assertEquals("cortex-a72", after(line, "-cpu"));
  }

  @Test
  void usesTheHostsProcessorWithAnAccelerator() {
    List<String> line = build(machine().machine(Architecture.X86_64, Accelerator.KVM).build());

    assertEquals("kvm", after(line, "-accel"));
    assertEquals("host", after(line, "-cpu"));
  }

  @Test
  void theBridgeHelperMayStartAndBecomeRoot() {
    VmSpec spec = machine().network(GuestNetwork.parse("bridge:br0")).build();

    assertEquals("on,obsolete=deny,resourcecontrol=deny", after(build(spec), "-sandbox"));
  }

  @Test
  void aQemuWithoutSeccompHasNoSandbox() {
    QemuSystem plain = new QemuSystem(X86.binary(), X86.version(), X86.uefi(), false);

    assertFalse(
        QemuCommandLine.build(machine().build(), plain, FILES, OptionalInt.empty())
            .contains("-sandbox"));
  }

  @Test
  void neverDaemonizesAndListensOnlyOnLoopback() {
    List<String> line = build(machine().build());

    assertFalse(line.contains("-daemonize"));
    assertFalse(after(line, "-netdev").contains("hostfwd"));
  }

  @Test
  void refusesImpossibleMachines() {
    assertThrows(
        IllegalArgumentException.class,
        () -> machine().machine(Architecture.ARM64, Accelerator.TCG).build());
    assertThrows(
        IllegalArgumentException.class, () -> machine().size(0, ByteSize.parse("1G")).build());
  }

  private static VmSpecBuilder machine() {
    return VmSpec.named("vm1")
        .machine(Architecture.X86_64, Accelerator.TCG)
        .size(2, ByteSize.parse("1G"))
        .disk(Path.of("/b/disk.qcow2"))
        .consoleLog(Path.of("/b/console.log"));
  }

  private static List<String> build(VmSpec spec) {
    return QemuCommandLine.build(spec, X86, FILES, OptionalInt.empty());
  }

  private static String after(List<String> line, String option) {
    return line.get(Collections.indexOfSubList(line, List.of(option)) + 1);
  }
}
