package io.pim.tools.process;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * This process's terminal in raw mode: every key is passed on, including Ctrl-C. The terminal is
 * restored when the process ends, unless it is killed.
 */
public final class RawTerminal implements AutoCloseable {
  private static final int LIMIT_SECONDS = 5;

  private final String stty;
  private final String before;
  private final Thread hook = new Thread(this::restore, "restore-terminal");

  private RawTerminal(String stty, String before) {
    this.stty = stty;
    this.before = before;
  }

  /**
   * Takes the terminal on standard input; empty when that is not a terminal, or stty is missing.
   */
  public static Optional<RawTerminal> take(Tools tools) {
    Optional<String> stty = tools.find("stty").map(Object::toString);
    Optional<String> before = stty.flatMap(program -> run(List.of(program, "-g")));
    if (before.isEmpty()) {
      return Optional.empty();
    }
    RawTerminal terminal = new RawTerminal(stty.get(), before.get());
    Runtime.getRuntime().addShutdownHook(terminal.hook);
    run(List.of(stty.get(), "raw", "-echo"));
    return Optional.of(terminal);
  }

  @Override
  public void close() {
    restore();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook runs and restores the terminal again.
    }
  }

  private void restore() {
    run(List.of(stty, before));
  }

  /** The command's output; empty when it failed, as stty does when the input is not a terminal. */
  private static Optional<String> run(List<String> argv) {
    try {
      Process process =
          new ProcessBuilder(argv)
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.to(new File("/dev/null")))
              .start();
      String output = new String(process.getInputStream().readAllBytes(), US_ASCII).strip();
      return process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0
          ? Optional.of(output)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
