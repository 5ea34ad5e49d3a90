package io.pim.cli.worker.install;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.process.Finished;
import java.io.IOException;

/** A change that commands of the operating system make. */
record CommandStep(String what, Question done, Action action) implements Step {
  private static final int LAST_LINES = 20;

  /** Whether the change is made. */
  @FunctionalInterface
  interface Question {
    boolean ask() throws IOException, InterruptedException;
  }

  /** The change. */
  @FunctionalInterface
  interface Action {
    void run() throws IOException, InterruptedException;
  }

  @Override
  public boolean isDone() throws IOException, InterruptedException {
    return done.ask();
  }

  @Override
  public void apply() throws IOException, InterruptedException {
    action.run();
  }

  /**
   * Checks that a command succeeded.
   *
   * @throws BuildFailure TOOL_FAILED with its last words
   */
  static void requireSuccess(Finished finished, String command) {
    if (!finished.succeeded()) {
      throw BuildFailure.of(FailureKind.TOOL_FAILED, command + " failed")
          .why("exit status " + finished.exitCode())
          .todo("fix what it reports, then run pim worker install again: it continues from there")
          .lastLines(finished.lastLines(LAST_LINES))
          .build();
    }
  }
}
