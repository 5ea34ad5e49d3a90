package io.pim.activities.install;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.StepContext;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.GuestWatch;
import io.pim.host.machine.LastWord;
import io.pim.host.machine.Phase;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.plan.Limits;
import io.pim.tools.process.Deadline;
import io.pim.tools.qemu.VirtualMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Waits for an installer to power off, and detects one that hangs. */
final class InstallWatch {
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final int LAST_LINES = 15;

  private final StepContext step;
  private final VirtualMachine machine;
  private final InstallServer server;
  private final GuestWatch guest;
  private final Duration whole;
  private final Path console;

  InstallWatch(StepContext step, VirtualMachine machine, InstallServer server, Limits limits) {
    this.step = step;
    this.machine = machine;
    this.server = server;
    this.guest = new GuestWatch(step.build(), Phase.INSTALL, machine);
    this.whole = BuildMachines.scaled(limits.install(), machine.facts().accelerator());
    this.console = Phase.INSTALL.of(step.build()).console();
  }

  /**
   * Returns when the guest has powered off or rebooted, because both end an installation.
   *
   * @throws BuildFailure VM_LOST when QEMU has ended, or the guest has crashed; GUEST_HUNG when it
   *     hangs or takes too long
   */
  void awaitPowerOff() throws IOException, InterruptedException {
    Deadline deadline = Deadline.in(whole);
    long requests = server.requests();
    while (!machine.awaitExit(LOOK)) {
      if (guest.look().filter(pulse -> pulse.runState().isPoweredOff()).isPresent()) {
        requireLastWord();
        return;
      }
      if (server.requests() != requests) {
        requests = server.requests();
        guest.heard();
      }
      if (guest.isSilent()) {
        String limit = GuestWatch.spoken(guest.limit());
        throw hangs("The installer shows no sign of life for " + limit + ".");
      }
      if (deadline.isOver()) {
        throw hangs("The installer is not done after " + GuestWatch.spoken(whole) + ".");
      }
      showProgress();
    }
    throw machine.lost();
  }

  private void showProgress() {
    List<String> lines = step.build().log().lastLines(console, 1);
    step.progress().line(lines.isEmpty() ? "the installer starts" : server.masked(lines.get(0)));
  }

  private void requireLastWord() {
    List<String> lines = step.build().log().lastLines(console, LAST_LINES);
    if (LastWord.in(lines).isEmpty()) {
      throw BuildFailure.of(FailureKind.VM_LOST, "The installer's system has crashed.")
          .where(console)
          .why(
              "Its machine was reset, and its kernel has said neither \"reboot: Power down\" nor"
                  + " \"reboot: Restarting system\" just before, as it does when a system ends"
                  + " itself.")
          .todo(
              "Nothing: PIM installs again. If it happens again, read the console (pim build logs "
                  + "--console install).")
          .lastLines(lines)
          .build();
    }
  }

  /**
   * The failure of an installer that hangs. It is for a person, because an open question of the
   * preseed is more likely than a kernel that hangs.
   */
  private BuildFailure hangs(String what) {
    OpenBuild build = step.build();
    return BuildFailure.of(FailureKind.GUEST_HUNG, what)
        .where(console)
        .why(
            guest.lastSign()
                + " It may be asking a question: a preseed that leaves one open does that.")
        .todo(
            "Read the console (pim build logs --console install), and answer the question in the "
                + "preseed.")
        .lastLines(build.log().lastLines(console, LAST_LINES))
        .build();
  }
}
