package io.pim.activities.provision;

import io.pim.activities.provision.GuestLogin.Guest;
import io.pim.host.build.StepContext;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.LastWord;
import io.pim.host.machine.Phase;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.process.Deadline;
import io.pim.tools.process.Pause;
import io.pim.tools.qemu.ConsoleFile;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.ssh.CommandResult;
import io.pim.tools.ssh.RootShell;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Reboots the guest because its script has asked for that. The boot id of the kernel tells the
 * system after the reboot from the one before, so a worker that takes over continues at any point:
 * it orders the reboot again if the old system still answers.
 */
final class GuestReboot {
  private static final Duration COMMAND = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofMillis(200);

  /** How long a system that shuts down may keep connections open, on a machine not emulated. */
  private static final Duration GOING_DOWN = Duration.ofSeconds(10);

  private static final String BOOT_ID = "cat /proc/sys/kernel/random/boot_id";

  /** All three return at once and let init do the work. A guest need not have more than one. */
  private static final String REBOOT = "sync; systemctl reboot || shutdown -r now || reboot";

  /** The shell's exit status for a command that does not exist or cannot be run. */
  private static final int NOT_RUNNABLE = 126;

  private static final int NOT_FOUND = 127;

  private final StepContext step;
  private final GuestLogin login;
  private final VirtualMachine machine;
  private final String boot;
  private final Pause pause;

  /**
   * @param boot the boot id of the system before the reboot
   */
  GuestReboot(StepContext step, GuestLogin login, String boot) throws InterruptedException {
    this.step = step;
    this.login = login;
    this.machine = login.machine(step.build());
    this.boot = boot;
    this.pause = Pause.REAL;
  }

  /**
   * Reboots the guest through an open login, which this closes, and logs in to it afterwards.
   *
   * @throws BuildFailure as {@link #after()}
   */
  Guest from(Guest running) throws IOException, InterruptedException {
    allowReset();
    order(running);
    return after();
  }

  /**
   * Waits for the system after the reboot and logs in to it. Orders the reboot if the system before
   * it still runs.
   *
   * @throws BuildFailure SCRIPT_FAILED if the guest does not reboot in time; GUEST_HUNG and
   *     LOGIN_FAILED if it does not come back; VM_LOST if its machine ends
   */
  Guest after() throws IOException, InterruptedException {
    allowReset();
    Deadline end = Deadline.in(limit());
    Deadline goingDown = Deadline.in(patience());
    while (true) {
      Optional<Guest> up = logIn(goingDown);
      if (up.isPresent() && isNext(up.get())) {
        return arrived(up.get());
      }
      if (end.isOver()) {
        up.ifPresent(guest -> guest.root().close());
        throw notRebooted();
      }
      if (up.isPresent()) {
        order(up.get());
      } else {
        pause.rest(LOOK);
      }
    }
  }

  /** Since the first login a reset stops the machine, because nobody has asked for one. */
  private void allowReset() throws InterruptedException {
    machine.bootAtReset();
    step.progress().line("the guest reboots");
  }

  private Guest arrived(Guest guest) throws IOException, InterruptedException {
    machine.stopAtReset();
    ConsoleFile.note(Phase.GUEST.of(step.build()).console(), LastWord.REBOOTED);
    step.say("the guest is back after its reboot");
    return GuestLogin.prepared(guest);
  }

  /** Empty if the system that answers goes down meanwhile. */
  private Optional<Guest> logIn(Deadline goingDown) throws IOException, InterruptedException {
    try {
      return Optional.of(login.openRebooting(step, machine));
    } catch (BuildFailure e) {
      // A shutdown ends the programs of a login that has just begun.
      boolean ended = e.report().kind() == FailureKind.ROOT_REFUSED && !goingDown.isOver();
      if (ended || isPassing(e)) {
        return Optional.empty();
      }
      throw notBack(e);
    }
  }

  private boolean isNext(Guest guest) throws InterruptedException {
    String now = "";
    try {
      now = guest.root().run(BOOT_ID, new byte[0], COMMAND).stdout().strip();
    } catch (BuildFailure e) {
      requirePassing(guest.root(), e);
    } catch (RuntimeException | InterruptedException e) {
      guest.root().close();
      throw e;
    }
    return !now.isEmpty() && !now.equals(boot);
  }

  /** Orders the reboot, and waits until the system closes the login or takes too long for that. */
  private void order(Guest guest) throws InterruptedException {
    try (RootShell root = guest.root()) {
      Optional<CommandResult> result = run(root);
      int status = result.map(r -> r.status().code()).orElse(0);
      if (status == NOT_FOUND || status == NOT_RUNNABLE) {
        throw noCommand(result.get());
      }
      Deadline closed = Deadline.in(patience());
      while (root.isOpen() && !closed.isOver()) {
        guest.watch().requireAlive();
        pause.rest(LOOK);
      }
    }
  }

  private static Optional<CommandResult> run(RootShell root) throws InterruptedException {
    try {
      return Optional.of(root.run(REBOOT, new byte[0], COMMAND));
    } catch (BuildFailure e) {
      // The system may go down before the command has answered.
      requirePassing(root, e);
      return Optional.empty();
    }
  }

  private static void requirePassing(RootShell root, BuildFailure e) {
    if (!isPassing(e)) {
      root.close();
      throw e;
    }
  }

  /** Whether a system that goes down may cause the failure: a lost connection, a slow answer. */
  private static boolean isPassing(BuildFailure e) {
    return e.report().kind().remedy() == FailureKind.Remedy.REPEAT_STEP;
  }

  private Duration patience() {
    return GOING_DOWN.multipliedBy(machine.facts().accelerator().silence());
  }

  private Duration limit() {
    return BuildMachines.scaled(
        step.build().plan().access().timeout(), machine.facts().accelerator());
  }

  private BuildFailure noCommand(CommandResult result) {
    return BuildFailure.of(
            FailureKind.SCRIPT_FAILED,
            step.step().name() + " asked for a reboot, and the guest has no command for that.")
        .where(step.build().folder().log())
        .why("The guest has neither systemctl nor shutdown nor reboot.")
        .todo("Install one of them in an earlier step.")
        .lastLines(result.lastLines())
        .build();
  }

  private BuildFailure notRebooted() {
    return BuildFailure.of(
            FailureKind.SCRIPT_FAILED,
            step.step().name() + " asked for a reboot, and the guest did not reboot.")
        .where(step.build().folder().log())
        .why("The same system still runs " + limit().toSeconds() + " s later.")
        .todo("Check that `systemctl reboot` or `reboot` works in the guest.")
        .build();
  }

  private BuildFailure notBack(BuildFailure cause) {
    FailureKind kind = cause.report().kind();
    if (kind != FailureKind.GUEST_HUNG && kind != FailureKind.LOGIN_FAILED) {
      return cause;
    }
    Path console = Phase.GUEST.of(step.build()).console();
    return BuildFailure.of(
            kind,
            "The guest did not come back from the reboot that "
                + step.step().name()
                + " asked for.")
        .where(console)
        .why(cause.report().why())
        .todo(
            "Read the console (pim build logs --console guest): does the system boot, and does it"
                + " start its network and its SSH server? Fix the script, then pim build retry.")
        .lastLines(cause.report().lastLines())
        .causedBy(cause)
        .build();
  }
}
