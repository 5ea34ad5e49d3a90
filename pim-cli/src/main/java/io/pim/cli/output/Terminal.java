package io.pim.cli.output;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The streams a command writes to.
 *
 * @param out for results
 * @param errors for errors
 * @param notices for everything said before the result
 * @param live whether the output is a terminal on which lines can be redrawn
 * @param ink colours, or none
 * @param width in characters
 * @param height in lines
 */
public record Terminal(
    PrintWriter out,
    PrintWriter errors,
    Notices notices,
    boolean live,
    Ink ink,
    int width,
    int height) {
  /**
   * bin/pim sets it to {@code LINES COLUMNS} when standard output is a terminal. Java cannot tell:
   * System.console() also depends on standard input, and changed its meaning in Java 22.
   */
  public static final String VARIABLE = "PIM_TERMINAL";

  private static final Pattern SIZE = Pattern.compile("(\\d{1,4})[x ](\\d{1,4})");
  private static final int USUAL_WIDTH = 100;
  private static final int USUAL_HEIGHT = 24;
  private static final int NARROWEST = 40;
  private static final int LOWEST = 8;

  /** The terminal or file of this process. */
  public static Terminal ofProcess(Map<String, String> environment) {
    return of(
        environment,
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8));
  }

  /**
   * A terminal as the environment describes it: {@link #VARIABLE}, {@code NO_COLOR}, {@code
   * TERM=dumb}, and {@code CI}, which turns off redrawing.
   */
  public static Terminal of(Map<String, String> environment, PrintWriter out, PrintWriter err) {
    Matcher size = SIZE.matcher(environment.getOrDefault(VARIABLE, ""));
    boolean terminal = size.matches();
    boolean live =
        terminal
            && !environment.getOrDefault("TERM", "").equals("dumb")
            && environment.getOrDefault("CI", "").isEmpty();
    boolean colours = live && environment.getOrDefault("NO_COLOR", "").isEmpty();
    int height = terminal ? Integer.parseInt(size.group(1)) : USUAL_HEIGHT;
    int width = terminal ? Integer.parseInt(size.group(2)) : USUAL_WIDTH;
    return new Terminal(
        out,
        err,
        new Notices(err),
        live,
        new Ink(colours),
        Math.max(NARROWEST, width),
        Math.max(LOWEST, height));
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
    return new Terminal(err(), errors, notices, false, ink, width, height);
  }

  public boolean isQuiet() {
    return notices.isHushed();
  }
}
