package io.pim.tools.process;

/** Runs commands until they end. */
public interface CommandRunner {
  /**
   * Runs a command and waits for it. When this returns or throws, the command has ended. If PIM
   * ended it, its children have ended, too.
   *
   * @throws io.pim.model.failure.BuildFailure TOOL_MISSING when the program cannot be started,
   *     TOOL_FAILED when it runs longer than its limit
   * @throws InterruptedException when the thread is interrupted, after the command was killed
   */
  Finished run(Command command) throws InterruptedException;
}
