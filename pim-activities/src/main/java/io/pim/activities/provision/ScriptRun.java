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
 * A script's way to its end, through the reboots that it asks for. Holds the login, which every
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

  /** Logs in; if an earlier worker has left the guest in a reboot, to the system after it. */
  static ScriptRun enter(StepContext step, GuestLogin login)
      throws IOException, InterruptedException {
    VirtualMachine machine = login.machine(step.build());
    Path file = step.build().folder().scriptFacts(step.step().requiredKey());
    Optional<ScriptFacts> facts =
        ScriptFacts.read(file, machine.facts().process()).filter(ScriptFacts::isRebooting);
    return new ScriptRun(
        step,
        login,
        facts.isPresent() ? afterReboot(step, login, facts.get().boot()) : login.open(step));
  }

  private static Guest afterReboot(StepContext step, GuestLogin login, Optional<String> boot)
      throws IOException, InterruptedException {
    return new GuestReboot(step, login).after(boot.orElse(""));
  }

  VirtualMachine machine() {
    return guest.machine();
  }

  RootShell root() {
    return guest.root();
  }

  /**
   * Runs the script, or continues its run, and reboots as often as it asks for that.
   *
   * @throws io.pim.model.failure.BuildFailure as {@link GuestRun#run} and {@link GuestReboot#after}
   */
  void toEnd(String text, Map<String, String> environment)
      throws IOException, InterruptedException {
    GuestRun run = new GuestRun(step, guest);
    while (!run.run(text, environment)) {
      guest.root().close();
      guest = afterReboot(step, login, run.boot());
      run = new GuestRun(step, guest);
    }
  }

  @Override
  public void close() {
    guest.close();
  }
}
