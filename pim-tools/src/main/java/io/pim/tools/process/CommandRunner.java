package io.pim.tools.process;

/** Runs commands to their end. */
public interface CommandRunner {
  /**
   * Runs a command and waits for it. Whatever way this returns or throws, the command has ended;
   * where it was ended, its children too.
   *
   * @throws io.pim.model.failure.BuildFailure TOOL_MISSING when the program cannot be started,
   *     TOOL_FAILED when it runs longer than its limit
   * @throws InterruptedException when the thread is interrupted, after the command was killed
   */
  Finished run(Command command) throws InterruptedException;
}
