package io.pim.host.vm;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.files.RuntimeFiles;
import io.pim.model.files.VmFolder;
import io.pim.model.files.VmName;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Firmware;
import io.pim.tools.qemu.Accelerator;
import io.pim.tools.qemu.GuestNetwork;
import io.pim.tools.qemu.QemuCommandLine;
import io.pim.tools.qemu.QemuSystem;
import io.pim.tools.qemu.VmSpec;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class VmStartTest {
  private static List<String> arguments(GuestNetwork network) {
    VmRecord record =
        new VmRecord(
            VmRecord.FORMAT,
            VmName.of("web"),
            Instant.EPOCH,
            new BaseImage("i", Path.of("/images/i.qcow2"), 1, Instant.EPOCH, Optional.empty()),
            Optional.empty(),
            Architecture.X86_64,
            Firmware.BIOS,
            2,
            ByteSize.parse("1G"),
            ByteSize.parse("10G"),
            network.withMac("52:54:00:aa:bb:cc"),
            "user",
            false,
            Optional.empty());
    VmSpec spec = VmStart.describe(record, new VmFolder(Path.of("/vms/web")), Accelerator.TCG);
    return QemuCommandLine.build(
        spec,
        new QemuSystem(Path.of("/usr/bin/qemu-system-x86_64"), "7.2", Optional.empty(), true),
        new RuntimeFiles(Path.of("/run/pim"), "web"),
        spec.sshForward() ? OptionalInt.of(40022) : OptionalInt.empty());
  }

  @Test
  void describesAPersistentMachine() {
    String line = String.join(" ", arguments(GuestNetwork.user()));
    assertTrue(line.contains("\"filename\":\"/vms/web/disk.qcow2\""), line);
    assertFalse(line.contains("no-flush"), "flushed data must reach the disk");
    assertTrue(line.contains("\"read-only\":true,"), "the seed cannot be written to");
    assertTrue(line.contains("/vms/web/seed.iso"), line);
    assertTrue(line.contains("hostfwd=tcp:127.0.0.1:40022-:22"), line);
    assertTrue(line.contains("mac=52:54:00:aa:bb:cc"), line);
    assertFalse(line.contains("-no-shutdown"), "QEMU ends when the guest powers off");
  }

  @Test
  void forwardsNothingOnABridge() {
    String line = String.join(" ", arguments(GuestNetwork.parse("bridge:br0")));
    assertTrue(line.contains("bridge,id=net,br=br0"), line);
    assertFalse(line.contains("hostfwd"), line);
  }
}
