package io.pim.cli.output;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The streams a command writes to. Each may be a terminal while the other is a file.
 *
 * @param out for results
 * @param errors for errors
 * @param notices for everything said before the result
 * @param output what the stream of results can show
 * @param error what the stream of errors and notices can show
 */
public record Terminal(
    PrintWriter out, PrintWriter errors, Notices notices, Screen output, Screen error) {
  /**
   * bin/pim sets it to {@code LINES COLUMNS} when standard output is a terminal. Java cannot tell:
   * System.console() also depends on standard input, and changed its meaning in Java 22.
   */
  public static final String VARIABLE = "PIM_TERMINAL";

  /** The same for standard error. */
  public static final String ERROR_VARIABLE = "PIM_ERROR_TERMINAL";

  /** The terminal or file of this process. */
  public static Terminal ofProcess(Map<String, String> environment) {
    return of(
        environment,
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8));
  }

  /** A terminal as the environment describes it: {@link Screen#of}. */
  public static Terminal of(Map<String, String> environment, PrintWriter out, PrintWriter err) {
    return new Terminal(
        out,
        err,
        new Notices(err),
        Screen.of(environment, VARIABLE),
        Screen.of(environment, ERROR_VARIABLE));
  }

  /** Whether results can be redrawn. */
  public boolean live() {
    return output.live();
  }

  /** The colours of results. */
  public Ink ink() {
    return output.ink();
  }

  /** The width of results, in characters. */
  public int width() {
    return output.width();
  }

  /** The height of results, in lines. */
  public int height() {
    return output.height();
  }

  /** For notices, which precede the result; dropped after {@link #hush}. */
  public PrintWriter err() {
    return notices.writer();
  }

  /** From now on, writes only results and errors. */
  public void hush() {
    notices.hush();
  }

  /**
   * The same terminal with everything on standard error, because standard output is reserved for
   * JSON.
   */
  public Terminal besideResult() {
    return new Terminal(err(), errors, notices, error.still(), error);
  }

  public boolean isQuiet() {
    return notices.isHushed();
  }
}
