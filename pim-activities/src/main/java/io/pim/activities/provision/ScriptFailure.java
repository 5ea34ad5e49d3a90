package io.pim.activities.provision;

import io.pim.host.build.StepContext;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.ssh.ScriptEnd;
import java.util.List;

/**
 * A script that did not end with exit status 0, in words for its author.
 *
 * @param reboots how many reboots the script had before
 */
record ScriptFailure(StepContext step, ScriptEnd end, int reboots) {

  /** The failure with the last lines that the script printed. */
  BuildFailure with(List<String> lastLines) {
    return BuildFailure.of(kind(), step.step().name() + " failed: " + end.describe() + ".")
        .where(step.build().folder().log())
        .why(lastLines.isEmpty() ? "It printed nothing." : "")
        .todo(todo())
        .lastLines(lastLines)
        .build();
  }

  private FailureKind kind() {
    if (end.exitStatus().isPresent()) {
      return FailureKind.SCRIPT_FAILED;
    }
    return end.rebooted() ? FailureKind.GUEST_RESTARTED : FailureKind.SCRIPT_LOST;
  }

  private String todo() {
    return switch (kind()) {
      case GUEST_RESTARTED -> restart("the script");
      case SCRIPT_LOST ->
          "Nothing: PIM runs it again from the newest layer. If it happens again, check whether "
              + "the script kills processes that are not its own.";
      default ->
          end.asksForReboot() && reboots >= ScriptFacts.MOST_REBOOTS
              ? "Fix the script: it asks for a reboot again after "
                  + reboots
                  + " reboots, which is the limit. $PIM_REBOOTS counts them."
              : "Fix the script.";
    };
  }

  /** What to do about a guest that has restarted although PIM did not reboot it. */
  static String restart(String script) {
    return "Check whether "
        + script
        + " restarts the system. To get a reboot, let it exit with status "
        + ScriptEnd.REBOOT
        + " instead. Else read the console.";
  }
}
