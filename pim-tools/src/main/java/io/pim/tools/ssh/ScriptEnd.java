package io.pim.tools.ssh;

import java.util.OptionalInt;

/**
 * The result of a script's run.
 *
 * @param exitStatus the script's exit status; empty when it is lost
 * @param outputBytes the total number of bytes of output
 * @param rebooted whether the guest restarted since the run began
 */
public record ScriptEnd(OptionalInt exitStatus, long outputBytes, boolean rebooted) {
  /** The exit status with which a script asks for a reboot, after which it is run again. */
  public static final int REBOOT = 194;

  /** Whether the script asks for a reboot of the guest. */
  public boolean asksForReboot() {
    return exitStatus.isPresent() && exitStatus.getAsInt() == REBOOT;
  }

  public boolean isSuccess() {
    return exitStatus.isPresent() && exitStatus.getAsInt() == 0;
  }

  /** For people. */
  public String describe() {
    if (exitStatus.isPresent()) {
      return ExitStatus.of(exitStatus.getAsInt()).toString();
    }
    return rebooted
        ? "the guest restarted while the script ran"
        : "the process that ran the script vanished, so the result of the script is lost";
  }
}
