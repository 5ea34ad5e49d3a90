package io.pim.tools.qemu;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.unit.Architecture;
import io.pim.tools.process.Command;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.Finished;
import io.pim.tools.process.Tools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Starts a kernel without a system and checks whether it prints anything. */
public final class TrialBoot {
  private static final String PROOF = "Linux version";

  private final Tools tools;
  private final CommandRunner runner;

  private final Duration patience;

  public TrialBoot(Tools tools, CommandRunner runner) {
    this(tools, runner, Duration.ofSeconds(8));
  }

  TrialBoot(Tools tools, CommandRunner runner, Duration patience) {
    this.tools = tools;
    this.runner = runner;
    this.patience = patience;
  }

  TrialResult boot(Architecture guest, Accelerator accelerator, Path kernel, QemuSystem system)
      throws InterruptedException {
    Duration limit = accelerator == Accelerator.TCG ? patience.multipliedBy(2) : patience;
    List<String> argv = argv(guest, accelerator, kernel, system, limit);
    long start = System.nanoTime();
    try {
      Finished finished =
          runner.run(Command.of(argv, limit).onLine(line -> stopAtProof(line, start)));
      return new TrialResult(TrialResult.Outcome.FAILED, ended(finished));
    } catch (KernelSpoke spoke) {
      return new TrialResult(TrialResult.Outcome.WORKS, spoke.getMessage());
    } catch (BuildFailure failure) {
      if (failure.report().kind() != FailureKind.TOOL_FAILED) {
        throw failure;
      }
      return new TrialResult(TrialResult.Outcome.SILENT, silent(accelerator, kernel, limit));
    }
  }

  private static void stopAtProof(String line, long start) {
    if (line.contains(PROOF)) {
      double seconds = (System.nanoTime() - start) / 1e9;
      throw new KernelSpoke(
          String.format(Locale.ROOT, "the kernel printed its first line after %.1f s", seconds));
    }
  }

  private static String silent(Accelerator accelerator, Path kernel, Duration limit) {
    String opens = accelerator == Accelerator.KVM ? "/dev/kvm opens, but " : "";
    return opens + "the kernel " + kernel + " printed nothing within " + limit.toSeconds() + " s";
  }

  private static String ended(Finished finished) {
    List<String> lines =
        finished.lastLines(50).stream().filter(line -> line.startsWith("qemu-system")).toList();
    String firstLine = lines.isEmpty() ? "" : ": " + lines.get(0);
    return "QEMU ended with exit status " + finished.exitCode() + firstLine;
  }

  private List<String> argv(
      Architecture guest, Accelerator accelerator, Path kernel, QemuSystem system, Duration limit) {
    boolean arm = guest == Architecture.ARM64;
    List<String> argv = new ArrayList<>();
    // If this process is killed, only timeout(1) is left to end a kernel that hangs.
    tools
        .find("timeout")
        .ifPresent(
            timeout -> argv.addAll(List.of(timeout.toString(), "-s", "KILL", seconds(limit))));
    argv.addAll(List.of(system.binary().toString(), "-nodefaults", "-no-user-config"));
    argv.addAll(List.of("-name", "pim-probe", "-display", "none", "-serial", "stdio"));
    argv.addAll(List.of("-machine", QemuCommandLine.machineType(guest)));
    argv.addAll(List.of("-accel", accelerator.option(), "-cpu", accelerator.cpu(guest)));
    if (system.sandbox()) {
      argv.addAll(List.of("-sandbox", Sandbox.option(GuestNetwork.user())));
    }
    argv.addAll(List.of("-m", "512M", "-no-reboot", "-kernel", kernel.toString()));
    argv.addAll(
        List.of(
            "-append",
            (arm ? "console=ttyAMA0 earlycon" : "console=ttyS0 earlyprintk=ttyS0") + " panic=-1"));
    return argv;
  }

  private static String seconds(Duration limit) {
    return Long.toString(limit.toSeconds() + 5);
  }

  /** Ends the boot as soon as the kernel has printed its first text. */
  private static final class KernelSpoke extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KernelSpoke(String sentence) {
      super(sentence, null, false, false);
    }
  }
}
