package io.pim.activities.install;

import io.pim.activities.build.OpenBuild;
import io.pim.activities.build.StepContext;
import io.pim.activities.machine.BuildMachines;
import io.pim.activities.machine.Phase;
import io.pim.activities.qemu.VirtualMachine;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.plan.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Waits for an installer to power off, and tells one that works from one that hangs. */
final class InstallWatch {
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int LAST_LINES = 15;

  private final StepContext step;
  private final VirtualMachine machine;
  private final InstallServer server;
  private final Duration whole;
  private final Duration stall;
  private final Path console;

  InstallWatch(StepContext step, VirtualMachine machine, InstallServer server, Limits limits) {
    this.step = step;
    this.machine = machine;
    this.server = server;
    this.whole = BuildMachines.scaled(limits.install(), machine.facts().accelerator());
    this.stall = BuildMachines.scaled(limits.stall(), machine.facts().accelerator());
    this.console = step.build().folder().console(Phase.INSTALL.word());
  }

  /** Anything that moves while an installer works. */
  private record Signs(long consoleBytes, long diskOperations, long requests) {}

  /** Returns when the guest has powered off, or rebooted, which ends an installation as well. */
  void awaitPowerOff() throws IOException, InterruptedException {
    long start = System.nanoTime();
    long lastChange = start;
    Signs last = signs();
    while (!machine.awaitExit(LOOK)) {
      if (machine.hasGuestEnded()) {
        return;
      }
      Signs now = signs();
      long time = System.nanoTime();
      if (!now.equals(last)) {
        last = now;
        lastChange = time;
      }
      if (time - lastChange > stall.toNanos()) {
        throw hangs("The installer shows no sign of life for " + spoken(stall) + ".");
      }
      if (time - start > whole.toNanos()) {
        throw hangs("The installer is not done after " + spoken(whole) + ".");
      }
      tell();
    }
    throw machine.lost();
  }

  private static String spoken(Duration limit) {
    return limit.toMinutes() > 1 ? limit.toMinutes() + " minutes" : limit.toSeconds() + " seconds";
  }

  private Signs signs() throws IOException, InterruptedException {
    long bytes = Files.exists(console) ? Files.size(console) : 0;
    return new Signs(bytes, machine.blockStats().operations(), server.requests());
  }

  private void tell() {
    List<String> lines = step.build().log().lastLines(console, 1);
    step.progress().line(lines.isEmpty() ? "the installer starts" : lines.get(0));
  }

  private BuildFailure hangs(String what) {
    OpenBuild build = step.build();
    return BuildFailure.of(FailureKind.GUEST_HUNG, what)
        .where(console)
        .why("It may be asking a question: a preseed that leaves one open does that.")
        .todo(
            "Read the console (pim build logs --console install), answer the question in the"
                + " preseed.")
        .lastLines(build.log().lastLines(console, LAST_LINES))
        .build();
  }
}
