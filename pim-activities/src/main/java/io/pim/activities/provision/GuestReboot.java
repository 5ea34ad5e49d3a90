package io.pim.activities.provision;

import io.pim.activities.provision.GuestLogin.Guest;
import io.pim.host.build.StepContext;
import io.pim.host.machine.BuildMachines;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.process.Deadline;
import io.pim.tools.process.Pause;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.ssh.RootShell;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Reboots the guest because its script asks for that. Everything is looked at before it is done, so
 * a worker that takes over continues at any point: a system with another boot id is the one that
 * came up; the old one is told to reboot, once more if need be.
 */
final class GuestReboot {
  private static final Duration COMMAND = Duration.ofMinutes(1);
  private static final Duration GOING_DOWN = Duration.ofSeconds(2);
  private static final String BOOT_ID = "cat /proc/sys/kernel/random/boot_id";

  /** Ends on its own, because the connection that starts it ends with the system. */
  private static final String REBOOT =
      "sync; nohup sh -c 'sleep 1; systemctl reboot || shutdown -r now || reboot'"
          + " </dev/null >/dev/null 2>&1 &";

  private final StepContext step;
  private final GuestLogin login;
  private final VirtualMachine machine;
  private final Pause pause;

  GuestReboot(StepContext step, GuestLogin login) throws InterruptedException {
    this(step, login, Pause.REAL);
  }

  GuestReboot(StepContext step, GuestLogin login, Pause pause) throws InterruptedException {
    this.step = step;
    this.login = login;
    this.machine = login.machine(step.build());
    this.pause = pause;
  }

  /**
   * Waits for the system after the reboot, and logs in to it.
   *
   * @param boot the boot id of the system before
   * @throws BuildFailure SCRIPT_FAILED if the guest does not reboot in time
   */
  Guest after(String boot) throws IOException, InterruptedException {
    // Since the first login a reset stops the machine: it was nobody's wish.
    machine.bootAtReset();
    step.progress().line("the guest reboots");
    Deadline end = Deadline.in(limit());
    while (true) {
      Optional<Guest> up = look(boot);
      if (up.isPresent()) {
        machine.stopAtReset();
        step.say("the guest is back after its reboot");
        return GuestLogin.prepared(up.get());
      }
      if (end.isOver()) {
        throw notBack();
      }
      pause.rest(GOING_DOWN);
    }
  }

  /** The system if it is the new one; else it is told to reboot. */
  private Optional<Guest> look(String boot) throws IOException, InterruptedException {
    Guest guest;
    try {
      guest = login.openRebooting(step, machine);
    } catch (BuildFailure e) {
      return goesDown(e);
    }
    try {
      if (!bootId(guest.root()).equals(boot)) {
        return Optional.of(guest);
      }
      guest.root().run(REBOOT, new byte[0], COMMAND);
      guest.root().close();
      return Optional.empty();
    } catch (BuildFailure e) {
      guest.root().close();
      return goesDown(e);
    } catch (RuntimeException | InterruptedException e) {
      guest.root().close();
      throw e;
    }
  }

  /** A system that goes down loses connections. */
  private static Optional<Guest> goesDown(BuildFailure failure) {
    if (failure.report().kind().remedy() != FailureKind.Remedy.REPEAT_STEP) {
      throw failure;
    }
    return Optional.empty();
  }

  private static String bootId(RootShell root) throws InterruptedException {
    return root.run(BOOT_ID, new byte[0], COMMAND).stdout().strip();
  }

  private Duration limit() {
    return BuildMachines.scaled(
        step.build().plan().access().timeout(), machine.facts().accelerator());
  }

  private BuildFailure notBack() {
    return BuildFailure.of(
            FailureKind.SCRIPT_FAILED,
            step.step().name() + " asked for a reboot, and the guest did not reboot.")
        .where(step.build().folder().log())
        .why("The same system still runs " + limit().toSeconds() + " s later.")
        .todo("Check that `systemctl reboot` or `reboot` works in the guest.")
        .build();
  }
}
