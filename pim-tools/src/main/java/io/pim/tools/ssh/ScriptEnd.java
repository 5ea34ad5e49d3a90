package io.pim.tools.ssh;

import java.util.OptionalInt;

/**
 * How a script's run ended.
 *
 * @param exitStatus what the script exited with; empty when nobody knows
 * @param outputBytes how many bytes of output there were in all
 * @param rebooted whether the guest was started anew since the run began
 */
public record ScriptEnd(OptionalInt exitStatus, long outputBytes, boolean rebooted) {
  public boolean isSuccess() {
    return exitStatus.isPresent() && exitStatus.getAsInt() == 0;
  }

  /** For people. */
  public String describe() {
    if (exitStatus.isPresent()) {
      return ExitStatus.of(exitStatus.getAsInt()).toString();
    }
    return rebooted
        ? "the guest was started anew while the script ran"
        : "the process that ran the script vanished, so nobody knows how the script ended";
  }
}
