package io.pim.tools.process;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs commands as child processes of this one. */
public final class ProcessRunner implements CommandRunner {
  private static final Duration TICK = Duration.ofSeconds(1);

  /**
   * How often to wait for more output after the process has ended. Waits are counted instead of
   * time: while the host stalls, the reading thread stalls too, and a clock would run out.
   */
  static final int TURNS = 10;

  static final Duration TURN = Duration.ofMillis(100);

  /** The limit for reading the output of children that still write after the process has ended. */
  private static final Duration LONGEST_REST = Duration.ofSeconds(10);

  private static final int OUTPUT_CHARACTERS = 64 * 1024;
  private static final int LAST_LINES = 20;

  @Override
  public Finished run(Command command) throws InterruptedException {
    Process process = start(command);
    return command.question() ? ask(command, process) : follow(command, process);
  }

  private static Finished ask(Command command, Process process) throws InterruptedException {
    try {
      command.input().ifPresent(input -> OutputPump.feed(process, input));
      return new Answer(command, process).await();
    } finally {
      endTree(process);
    }
  }

  private static Finished follow(Command command, Process process) throws InterruptedException {
    OutputPump pump = new OutputPump(process.getInputStream(), command.program());
    try {
      command.input().ifPresent(input -> OutputPump.feed(process, input));
      return watch(command, process, pump);
    } finally {
      endTree(process);
      pump.stop();
    }
  }

  private static Process start(Command command) {
    ProcessBuilder builder =
        new ProcessBuilder(command.argv()).redirectErrorStream(!command.question());
    builder.environment().putAll(command.environment());
    if (command.input().isEmpty()) {
      builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    }
    try {
      return builder.start();
    } catch (IOException e) {
      throw BuildFailure.of(FailureKind.TOOL_MISSING, command.program() + " could not be started")
          .where(command.argv().get(0))
          .why(String.valueOf(e.getMessage()))
          .todo("install it, or fix its permissions")
          .causedBy(e)
          .build();
    }
  }

  private static Finished watch(Command command, Process process, OutputPump pump)
      throws InterruptedException {
    OutputTail tail = new OutputTail(OUTPUT_CHARACTERS);
    Deadline deadline = Deadline.in(command.limit());
    Deadline nextTick = Deadline.in(TICK);
    while (process.isAlive()) {
      if (deadline.isOver()) {
        throw tooLong(command, new Finished(0, tail.toString()));
      }
      Optional<String> line = nextLine(process, pump, deadline.remaining(nextTick.remaining()));
      line.ifPresent(tail::add);
      line.ifPresent(command.listener());
      if (nextTick.isOver()) {
        command.tick().run();
        nextTick = Deadline.in(TICK);
      }
    }
    drain(command, pump, tail);
    return new Finished(process.waitFor(), tail.toString());
  }

  private static Optional<String> nextLine(Process process, OutputPump pump, Duration limit)
      throws InterruptedException {
    if (pump.hasEnded()) {
      process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
    }
    return pump.next(limit);
  }

  /**
   * Reads the remaining output for a short time only: a child that was left behind may keep it
   * open.
   */
  private static void drain(Command command, OutputPump pump, OutputTail tail)
      throws InterruptedException {
    Deadline end = Deadline.in(LONGEST_REST);
    int silent = 0;
    while (!pump.hasEnded() && silent < TURNS && !end.isOver()) {
      Optional<String> line = pump.next(TURN);
      line.ifPresent(tail::add);
      line.ifPresent(command.listener());
      silent = line.isPresent() ? 0 : silent + 1;
    }
  }

  /** Ends the children first, because they cannot be found without their parent. */
  private static void endTree(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    // A process in a blocked system call survives even this for a while; do not wait for it
    // endlessly.
    process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
  }

  static BuildFailure tooLong(Command command, Finished finished) {
    return BuildFailure.of(
            FailureKind.TOOL_FAILED,
            command.program() + " ran longer than " + command.limit().toSeconds() + " s")
        .where(command)
        .why("it was ended at its limit")
        .todo("check whether the host is overloaded, and try again")
        .lastLines(finished.lastLines(LAST_LINES))
        .build();
  }
}
