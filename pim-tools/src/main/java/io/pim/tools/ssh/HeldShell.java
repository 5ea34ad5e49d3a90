package io.pim.tools.ssh;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * A {@code /bin/sh} in the guest that runs one command after another. It saves each command a
 * channel and a start of sudo, which together take half a second in an emulated guest. Not for use
 * by several threads at once.
 */
final class HeldShell implements AutoCloseable {
  private final GuestConnection connection;
  private final RunningCommand running;
  private final GrowingInput input;
  private final Runnable leave;
  private boolean closed;

  /**
   * @param input what the shell reads
   * @param leave closes the shell's channel
   */
  HeldShell(
      GuestConnection connection, RunningCommand running, GrowingInput input, Runnable leave) {
    this.connection = connection;
    this.running = running;
    this.input = input;
    this.leave = leave;
  }

  boolean isOpen() {
    return !closed && running.isRunning();
  }

  /**
   * Runs a command in a {@code /bin/sh} of its own. Any other end than an answer closes this shell.
   *
   * @return the command's exit status, or this shell's if it ended first
   * @throws BuildFailure as {@link SshSession#exec}
   */
  ExitStatus exec(String command, byte[] stdin, CommandListener listener, Duration limit)
      throws InterruptedException {
    MarkedAnswer answer = new MarkedAnswer(listener.stdout(), listener.stderr());
    CommandListener marked = new CommandListener(answer.stdout(), answer.stderr(), listener.tick());
    boolean answered = false;
    try {
      input.add(program(answer, command, stdin));
      Optional<ExitStatus> ended =
          connection.within(limit, () -> running.follow(marked, answer::hasEnded, limit));
      if (ended.isEmpty()) {
        answered = answer.status().isPresent();
        return answer.status().orElseThrow(() -> lost("it reported no exit status"));
      }
      answer.end();
      if (!ended.get().isSuccess()) {
        return ended.get();
      }
      throw answer.hasBegun() ? lost("it exited") : connection.notRun(answer.before());
    } finally {
      if (!answered) {
        close();
      }
    }
  }

  /** Uses printf for the input, because it is a builtin: no other process sees the bytes. */
  private static byte[] program(MarkedAnswer answer, String command, byte[] stdin) {
    String run = "/bin/sh -c " + ShellWord.quote(command);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    write(text, answer.firstOf());
    if (stdin.length == 0) {
      write(text, run + " < /dev/null\n");
    } else {
      write(text, "printf %b '");
      for (byte b : stdin) {
        switch (b) {
          case 0 -> write(text, "\\0000");
          case '\\' -> write(text, "\\\\");
          case '\'' -> write(text, "'\\''");
          default -> text.write(b);
        }
      }
      write(text, "' 2> /dev/null | " + run + "\n");
    }
    write(text, answer.lastOf());
    return text.toByteArray();
  }

  private static void write(ByteArrayOutputStream to, String text) {
    to.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private BuildFailure lost(String why) {
    return BuildFailure.of(FailureKind.SSH_LOST, "The shell in the guest was lost")
        .where(connection.where())
        .why(why)
        .todo("Nothing: PIM connects again, or continues from the newest layer.")
        .build();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      input.close();
      running.close();
      leave.run();
    }
  }
}
