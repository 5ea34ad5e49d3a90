package io.pim.tools.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.unit.Architecture;
import io.pim.tools.process.Command;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.Finished;
import io.pim.tools.process.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceleratorProbeTest {
  @TempDir Path folder;
  private final List<String> tried = new ArrayList<>();
  private final Set<String> working = new HashSet<>(Set.of("kvm", "hvf", "tcg,thread=multi"));
  private final HandClock clock = new HandClock();
  private double load;
  private boolean aborts;

  /** The number of next trials without a result in time. */
  private int silent;

  private Path kernel;
  private Path kvm;
  private Tools tools;

  @BeforeEach
  void makeHost() throws Exception {
    kernel = Files.writeString(folder.resolve("vmlinuz"), "kernel");
    kvm = Files.writeString(folder.resolve("kvm"), "");
    for (String name : List.of("qemu-system-x86_64", "qemu-system-aarch64")) {
      Path binary = Files.writeString(folder.resolve(name), "");
      assertTrue(binary.toFile().setExecutable(true));
    }
    tools = new Tools(List.of(folder));
  }

  @Test
  void takesKvmIfItWorks() throws Exception {
    AcceleratorChoice choice = linux().choose(Architecture.X86_64, kernel);

    assertEquals(Accelerator.KVM, choice.accelerator());
    assertEquals("HVF: exists on macOS only", choice.reasons().get(0));
    assertTrue(choice.reasons().get(1).startsWith("KVM: the kernel printed its first line after"));
  }

  @Test
  void fallsBackToTcgIfKvmHangs() throws Exception {
    working.remove("kvm");

    AcceleratorChoice choice = linux().choose(Architecture.X86_64, kernel);

    assertEquals(Accelerator.TCG, choice.accelerator());
    assertEquals(
        "KVM: /dev/kvm opens, but the kernel " + kernel + " printed nothing within 8 s, twice",
        choice.reasons().get(1));
    assertEquals(List.of("kvm", "kvm", "tcg,thread=multi"), tried);
  }

  /** One trial without a result on a busy host must not slow down every later build. */
  @Test
  void repeatsATrialSoonAfterATimeout() throws Exception {
    working.remove("kvm");
    load = 1000;
    AcceleratorChoice choice = linux().choose(Architecture.X86_64, kernel);
    assertEquals(Accelerator.TCG, choice.accelerator());
    assertTrue(choice.reasons().get(1).contains("a load of 1000.0 on "), choice.toString());
    assertTrue(choice.reasons().get(1).endsWith("tests it again after 10 min"), choice.toString());
    assertEquals(choice, linux().choose(Architecture.X86_64, kernel));
    assertEquals(List.of("kvm", "tcg,thread=multi"), tried);

    working.add("kvm");
    clock.pass(AcceleratorProbe.DOUBT);

    assertEquals(Accelerator.KVM, linux().choose(Architecture.X86_64, kernel).accelerator());
  }

  @Test
  void trustsASecondTrialThatWorks() throws Exception {
    silent = 1;

    AcceleratorChoice choice = linux().choose(Architecture.X86_64, kernel);

    assertEquals(Accelerator.KVM, choice.accelerator());
    assertTrue(choice.reasons().get(1).endsWith(" s, in the second trial"), choice.toString());
  }

  @Test
  void remembersAFailureForADay() throws Exception {
    working.remove("kvm");
    aborts = true;
    linux().choose(Architecture.X86_64, kernel);
    clock.pass(AcceleratorProbe.FAILURE.minusSeconds(1));
    linux().choose(Architecture.X86_64, kernel);
    assertEquals(2, tried.size());

    clock.pass(Duration.ofSeconds(1));
    linux().choose(Architecture.X86_64, kernel);
    assertEquals(4, tried.size());

    clock.pass(Duration.ofDays(-30));
    linux().choose(Architecture.X86_64, kernel);
    assertEquals(6, tried.size(), "the age is unknown after the clock is set back");
  }

  @Test
  void remembersAWorkingAcceleratorPermanently() throws Exception {
    linux().choose(Architecture.X86_64, kernel);
    clock.pass(Duration.ofDays(1000));
    linux().choose(Architecture.X86_64, kernel);
    assertEquals(List.of("kvm"), tried);
  }

  /** An older PIM remembered the result of one trial permanently. */
  @Test
  void ignoresTheRecordOfAnOlderPim() throws Exception {
    Files.writeString(
        folder.resolve("accelerators.json"),
        "{\"choices\":{\"k\":{\"accelerator\":\"TCG\",\"reasons\":[]}}}");

    assertEquals(Accelerator.KVM, linux().choose(Architecture.X86_64, kernel).accelerator());
  }

  @Test
  void fallsBackToTcgIfKvmAborts() throws Exception {
    working.remove("kvm");
    aborts = true;

    AcceleratorChoice choice = linux().choose(Architecture.X86_64, kernel);

    assertEquals(Accelerator.TCG, choice.accelerator());
    assertEquals(
        "KVM: QEMU ended with exit status 134: qemu-system-x86_64: error: failed to set MSR",
        choice.reasons().get(1));
  }

  @Test
  void skipsKvmIfItCannotBeOpened() throws Exception {
    Files.delete(kvm);

    AcceleratorChoice choice = linux().choose(Architecture.X86_64, kernel);

    assertEquals("KVM: there is no " + kvm, choice.reasons().get(1));
    assertEquals(List.of("tcg,thread=multi"), tried);
  }

  @Test
  void emulatesAForeignArchitectureWithoutATrial() throws Exception {
    AcceleratorChoice choice = linux().choose(Architecture.ARM64, kernel);

    assertEquals(Accelerator.TCG, choice.accelerator());
    assertEquals(List.of("tcg,thread=multi"), tried);
  }

  @Test
  void takesHvfOnAMac() throws Exception {
    AcceleratorChoice choice = probe("Mac OS X", "aarch64").choose(Architecture.ARM64, kernel);

    assertEquals(Accelerator.HVF, choice.accelerator());
  }

  @Test
  void choosesTcgEvenIfNoTrialWorks() throws Exception {
    working.clear();

    assertEquals(Accelerator.TCG, linux().choose(Architecture.X86_64, kernel).accelerator());
  }

  @Test
  void remembersUntilTheKernelOrTheHostChanges() throws Exception {
    AcceleratorChoice first = linux().choose(Architecture.X86_64, kernel);
    assertEquals(first, linux().choose(Architecture.X86_64, kernel));
    assertEquals(1, tried.size());

    Files.writeString(kernel, "another");
    assertEquals(Accelerator.KVM, linux().choose(Architecture.X86_64, kernel).accelerator());
    assertEquals(2, tried.size());

    Files.delete(kvm);
    assertEquals(Accelerator.TCG, linux().choose(Architecture.X86_64, kernel).accelerator());
  }

  private AcceleratorProbe linux() {
    return probe("Linux", "amd64");
  }

  private AcceleratorProbe probe(String os, String processor) {
    CommandRunner runner = this::run;
    return new AcceleratorProbe(
        new QemuInstallation(tools, runner),
        new TrialBoot(tools, runner),
        new AcceleratorMemory(folder.resolve("accelerators.json"), clock),
        new HostAccelerators(os, processor, kvm, folder.resolve("cpuinfo"), () -> load));
  }

  private Finished run(Command command) {
    if (command.argv().contains("--version")) {
      return new Finished(0, "QEMU emulator version 7.2.22 (Debian)\n");
    }
    if (command.argv().contains("-sandbox") && !command.argv().contains("-accel")) {
      return new Finished(1, "");
    }
    String accelerator = command.argv().get(command.argv().indexOf("-accel") + 1);
    tried.add(accelerator);
    if (silent > 0) {
      silent--;
      throw BuildFailure.of(FailureKind.TOOL_FAILED, "ran too long").build();
    }
    if (working.contains(accelerator)) {
      command.listener().accept("[    0.000000] Linux version 6.1.0");
      throw new AssertionError("the guest ran on after the result");
    }
    if (aborts) {
      return new Finished(134, "qemu-system-x86_64: error: failed to set MSR\nmore\n");
    }
    throw BuildFailure.of(FailureKind.TOOL_FAILED, "ran too long").build();
  }

  private static final class HandClock extends Clock {
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");

    void pass(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
