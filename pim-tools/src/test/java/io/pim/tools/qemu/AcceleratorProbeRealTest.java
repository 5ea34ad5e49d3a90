package io.pim.tools.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.model.unit.Architecture;
import io.pim.tools.process.Command;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.Finished;
import io.pim.tools.process.Tools;
import io.pim.tools.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One test needs a real Linux kernel: {@code PIM_TEST_KERNEL} names it. */
@Tag("qemu")
@Timeout(300)
class AcceleratorProbeRealTest {
  @TempDir Path folder;
  private RealQemu qemu;
  private Path kernel;

  @BeforeEach
  void find() {
    qemu = new RealQemu(folder);
  }

  private void needKernel() {
    kernel = Path.of(System.getenv().getOrDefault("PIM_TEST_KERNEL", "/vmlinuz"));
    assumeTrue(Files.isReadable(kernel), "no kernel: set PIM_TEST_KERNEL to an x86_64 one");
  }

  @Test
  void choosesAWorkingOneAndLeavesNothingBehind() throws Exception {
    needKernel();
    AcceleratorProbe probe = probe(Duration.ofSeconds(8));

    AcceleratorChoice choice = probe.choose(Architecture.X86_64, kernel);

    String last = choice.reasons().get(choice.reasons().size() - 1);
    assertTrue(last.startsWith(choice.accelerator() + ": the kernel printed"), last);
    assertNothingIsLeft();
    assertEquals(
        choice, probe(this::noSecondTrial, Duration.ZERO).choose(Architecture.X86_64, kernel));
  }

  private Finished noSecondTrial(Command command) {
    throw new AssertionError("the result is remembered, but tried again: " + command);
  }

  private static void assertNothingIsLeft() throws Exception {
    // Java learns of a process's end a moment later.
    Await.until("nothing is left", () -> ProcessHandle.current().descendants().findAny().isEmpty());
  }

  @Test
  void noticesAKernelThatHangs() throws Exception {
    // This is not a kernel: QEMU refuses it, or it never prints anything.
    Path mute = Files.write(folder.resolve("mute"), new byte[4096]);

    AcceleratorChoice choice = probe(Duration.ofSeconds(1)).choose(Architecture.X86_64, mute);

    assertEquals(Accelerator.TCG, choice.accelerator());
    assertTrue(choice.reasons().stream().noneMatch(reason -> reason.contains("printed its first")));
    assertNothingIsLeft();
  }

  @Test
  void fallsBackIfAKernelHangsUnderKvm() throws Exception {
    needKernel();
    Optional<String> obstacle =
        HostAccelerators.ofThisHost().obstacle(Accelerator.KVM, Architecture.X86_64);
    assumeTrue(obstacle.isEmpty(), () -> "KVM: " + obstacle.orElseThrow());
    // Some hosts abort with their own processor model and hang with a plain one.
    Path plain = folder.resolve("qemu-system-x86_64");
    Path real = qemu.tools.find("qemu-system-x86_64").orElseThrow();
    Files.writeString(
        plain,
        """
        #!/bin/sh
        for word; do
          [ "$word" = host ] && word=qemu64
          set -- "$@" "$word"
          shift
        done
        exec %s "$@"
        """
            .formatted(real));
    assertTrue(plain.toFile().setExecutable(true));
    Tools first = new Tools(List.of(folder, Path.of("/usr/bin"), Path.of("/bin")));
    AcceleratorProbe probe =
        new AcceleratorProbe(
            new QemuInstallation(first, qemu.runner),
            new TrialBoot(first, qemu.runner, Duration.ofSeconds(4)),
            new AcceleratorMemory(qemu.folders.accelerators()),
            HostAccelerators.ofThisHost());

    AcceleratorChoice choice = probe.choose(Architecture.X86_64, kernel);

    String last = choice.reasons().get(choice.reasons().size() - 1);
    assertTrue(last.startsWith(choice.accelerator() + ": the kernel printed"), choice.toString());
    assertTrue(
        choice.accelerator() == Accelerator.KVM
            || choice.reasons().get(1).contains("opens, but the kernel"),
        choice.toString());
    assertNothingIsLeft();
  }

  private AcceleratorProbe probe(Duration patience) {
    return probe(qemu.runner, patience);
  }

  private AcceleratorProbe probe(CommandRunner trials, Duration patience) {
    return new AcceleratorProbe(
        qemu.installation,
        new TrialBoot(qemu.tools, trials, patience),
        new AcceleratorMemory(qemu.folders.accelerators()),
        HostAccelerators.ofThisHost());
  }
}
