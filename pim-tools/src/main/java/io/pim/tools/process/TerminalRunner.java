package io.pim.tools.process;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs an interactive command with PIM's own terminal or streams. */
public final class TerminalRunner {
  private static final int END_SECONDS = 5;

  /**
   * Runs a command until it ends, without a limit.
   *
   * @param argv the program and its arguments; never a secret
   * @return its exit status; 128 and the signal's number if it was killed
   * @throws BuildFailure TOOL_MISSING when it cannot be started
   * @throws InterruptedException when the thread is interrupted, after the command was ended
   */
  public int run(List<String> argv) throws InterruptedException {
    Process process = start(argv);
    try {
      return process.waitFor();
    } finally {
      // SIGTERM, not SIGKILL: the command must be able to restore the terminal.
      process.destroy();
      process.onExit().completeOnTimeout(process, END_SECONDS, TimeUnit.SECONDS).join();
      process.destroyForcibly();
    }
  }

  private static Process start(List<String> argv) {
    try {
      return new ProcessBuilder(argv).inheritIO().start();
    } catch (IOException e) {
      throw BuildFailure.of(FailureKind.TOOL_MISSING, argv.get(0) + " could not be started")
          .where(argv.get(0))
          .why(String.valueOf(e.getMessage()))
          .todo("install it, or fix its permissions")
          .causedBy(e)
          .build();
    }
  }
}
