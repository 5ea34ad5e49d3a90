package io.pim.tools.process;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A command's answer on standard output: everything it wrote until it ended, or nothing, because an
 * incomplete answer may mean something else.
 */
final class Answer {
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final int MOST_CHARACTERS = 16 * 1024 * 1024;
  private static final int ERROR_CHARACTERS = 64 * 1024;
  private static final int LAST_LINES = 20;

  private final Command command;
  private final Process process;
  private final StringBuilder collected = new StringBuilder();
  private final OutputTail complaints = new OutputTail(ERROR_CHARACTERS);
  private final StreamCapture output;
  private final StreamCapture errors;

  Answer(Command command, Process process) {
    this.command = command;
    this.process = process;
    output = new StreamCapture(process.getInputStream(), name("answer"), this::take);
    errors = new StreamCapture(process.getErrorStream(), name("errors"), complaints::append);
  }

  private String name(String what) {
    return what + " of " + command.program();
  }

  /** One character more than allowed proves that the answer is too long. */
  private void take(CharSequence some) {
    collected.append(some, 0, Math.min(some.length(), MOST_CHARACTERS + 1 - collected.length()));
  }

  /**
   * Waits for the command to end.
   *
   * @throws BuildFailure TOOL_FAILED after its limit, or when its answer is too long or does not
   *     end
   */
  Finished await() throws InterruptedException {
    Deadline deadline = Deadline.in(command.limit());
    while (!process.waitFor(deadline.remaining(TICK).toNanos(), TimeUnit.NANOSECONDS)) {
      command.tick().run();
      if (deadline.isOver()) {
        throw ProcessRunner.tooLong(command, new Finished(0, ""));
      }
    }
    String complained = ends(errors) ? complaints.toString() : "";
    if (!ends(output)) {
      throw unusable("a child of it still held its output open after it had ended", complained);
    }
    if (collected.length() > MOST_CHARACTERS) {
      throw unusable("it printed more than " + MOST_CHARACTERS + " characters", complained);
    }
    return new Finished(process.exitValue(), collected.toString(), complained);
  }

  private static boolean ends(StreamCapture stream) throws InterruptedException {
    for (int turn = 0; turn < ProcessRunner.TURNS; turn++) {
      if (stream.hasEnded(Deadline.in(ProcessRunner.TURN))) {
        return true;
      }
    }
    return false;
  }

  private BuildFailure unusable(String why, String complained) {
    return BuildFailure.of(
            FailureKind.TOOL_FAILED, "the answer of " + command.program() + " cannot be used")
        .where(command)
        .why(why)
        .todo("run the command yourself and check what it prints")
        .lastLines(new Finished(0, "", complained).lastLines(LAST_LINES))
        .build();
  }
}
