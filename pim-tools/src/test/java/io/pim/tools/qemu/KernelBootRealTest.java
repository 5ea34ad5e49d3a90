package io.pim.tools.qemu;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.model.unit.ByteSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs a real Linux kernel: {@code PIM_TEST_KERNEL} names it. */
@Tag("qemu")
class KernelBootRealTest {
  @TempDir Path folder;

  @Test
  void bootsAKernelAndEndsInsteadOfRebooting() throws Exception {
    RealQemu qemu = new RealQemu(folder);
    Path kernel = Path.of(System.getenv().getOrDefault("PIM_TEST_KERNEL", "/vmlinuz"));
    assumeTrue(Files.isReadable(kernel), "no kernel: set PIM_TEST_KERNEL to an x86_64 one");
    Path initrd = Files.write(folder.resolve("initrd"), new byte[512]);
    VmSpec spec =
        qemu.machine("vm", qemu.busyDisk("disk.qcow2"))
            .size(2, ByteSize.parse("512M"))
            .cdrom(folder.resolve("boot.raw"))
            .kernel(new KernelBoot(kernel, initrd, "console=ttyS0 panic=-1 pim.word=a,b"))
            .noReboot()
            .build();

    VirtualMachine machine =
        qemu.machines.start(spec, folder.resolve("facts.json"), folder.resolve("qemu.log"));

    try {
      assertTrue(machine.awaitExit(Duration.ofMinutes(3)));
    } finally {
      machine.kill();
    }
    String console = Files.readString(machine.facts().consoleLog());
    assertTrue(console.contains("pim.word=a,b"), console);
    assertTrue(console.contains("Kernel panic"), console);
    assertFalse(Files.exists(qemu.folders.vm("vm").qmp()));
  }
}
