package io.pim.activities.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.model.unit.Architecture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Needs a real Linux kernel: {@code PIM_TEST_KERNEL} names it. */
@Tag("qemu")
@Timeout(60)
class AcceleratorProbeRealTest {
  @TempDir Path folder;
  private RealQemu qemu;
  private Path kernel;

  @BeforeEach
  void find() {
    qemu = new RealQemu(folder);
    kernel = Path.of(System.getenv().getOrDefault("PIM_TEST_KERNEL", "/vmlinuz"));
    assumeTrue(Files.isReadable(kernel), "no kernel: set PIM_TEST_KERNEL to an x86_64 one");
  }

  @Test
  void choosesOneThatWorksAndLeavesNothingBehind() throws Exception {
    AcceleratorProbe probe = probe();

    AcceleratorChoice choice = probe.choose(Architecture.X86_64, kernel);

    String last = choice.reasons().get(choice.reasons().size() - 1);
    assertTrue(last.startsWith(choice.accelerator() + ": the kernel printed"), last);
    assertEquals(0, ProcessHandle.current().descendants().count());
    long start = System.nanoTime();
    assertEquals(choice, probe.choose(Architecture.X86_64, kernel));
    assertTrue(System.nanoTime() - start < Duration.ofSeconds(2).toNanos());
    System.out.println(choice);
  }

  @Test
  void seesAKernelThatHangs() throws Exception {
    // Not a kernel at all: QEMU refuses it, or it never says a word.
    Path mute = Files.write(folder.resolve("mute"), new byte[4096]);

    AcceleratorChoice choice = probe().choose(Architecture.X86_64, mute);

    assertEquals(Accelerator.TCG, choice.accelerator());
    assertTrue(choice.reasons().stream().noneMatch(reason -> reason.contains("printed its first")));
  }

  private AcceleratorProbe probe() {
    return new AcceleratorProbe(
        qemu.installation,
        new TrialBoot(qemu.tools, qemu.runner),
        new AcceleratorMemory(qemu.folders.accelerators()),
        HostAccelerators.ofThisHost());
  }
}
