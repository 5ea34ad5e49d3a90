package io.pim.tools.ssh;

import java.util.OptionalInt;

/**
 * How a script's run ended.
 *
 * @param exitStatus what the script exited with; empty when its process vanished: the guest was
 *     started anew, or somebody killed it
 * @param outputBytes how many bytes of output there were in all
 */
public record ScriptEnd(OptionalInt exitStatus, long outputBytes) {
  public boolean isSuccess() {
    return exitStatus.isPresent() && exitStatus.getAsInt() == 0;
  }

  /** For people. */
  public String describe() {
    return exitStatus.isPresent()
        ? ExitStatus.of(exitStatus.getAsInt()).toString()
        : "the script's process vanished: the guest was started anew, or the process was killed";
  }
}
