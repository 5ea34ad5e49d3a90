package io.pim.activities.provision;

import io.pim.activities.provision.GuestLogin.Guest;
import io.pim.host.build.StepContext;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.ssh.RootShell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Runs a script to its end, through the reboots that it asks for. Holds the login, which every
 * reboot replaces.
 */
final class ScriptRun implements AutoCloseable {
  private final StepContext step;
  private final GuestLogin login;
  private Guest guest;

  private ScriptRun(StepContext step, GuestLogin login, Guest guest) {
    this.step = step;
    this.login = login;
    this.guest = guest;
  }

  /** Logs in. If an earlier worker has left the guest in a reboot, finishes the reboot first. */
  static ScriptRun enter(StepContext step, GuestLogin login)
      throws IOException, InterruptedException {
    VirtualMachine machine = login.machine(step.build());
    Path file = step.build().folder().scriptFacts(step.step().requiredKey());
    Optional<ScriptFacts> left =
        ScriptFacts.read(file, machine.facts().process()).filter(ScriptFacts::isRebooting);
    Guest guest =
        left.isPresent()
            ? new GuestReboot(step, login, left.get().boot().orElse("")).after()
            : login.open(step);
    return new ScriptRun(step, login, guest);
  }

  VirtualMachine machine() {
    return guest.machine();
  }

  RootShell root() {
    return guest.root();
  }

  /**
   * Runs the script, or continues its run, and reboots the guest as often as the script asks for
   * that.
   *
   * @throws io.pim.model.failure.BuildFailure as {@link GuestRun#run} and {@link GuestReboot#after}
   */
  void toEnd(String text, Map<String, String> environment)
      throws IOException, InterruptedException {
    GuestRun run = new GuestRun(step, guest);
    while (!run.run(text, environment)) {
      guest = new GuestReboot(step, login, run.boot()).from(guest);
      run = new GuestRun(step, guest);
    }
  }

  @Override
  public void close() {
    guest.close();
  }
}
