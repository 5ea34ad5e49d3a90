package io.pim.tools.process;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * This process's terminal in raw mode: each key goes through as it is, Ctrl-C too. However the
 * process ends, short of being killed, the terminal is given back as it was.
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

  /** Takes the terminal on standard input; empty where that is none, or there is no stty. */
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
      // The process is ending: the hook runs, and does what was just done once more.
    }
  }

  private void restore() {
    run(List.of(stty, before));
  }

  /** What the command said; empty where it failed, as stty does where input is no terminal. */
  private static Optional<String> run(List<String> argv) {
    try {
      Process process =
          new ProcessBuilder(argv)
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.to(new File("/dev/null")))
              .start();
      String said = new String(process.getInputStream().readAllBytes(), US_ASCII).strip();
      return process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0
          ? Optional.of(said)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
