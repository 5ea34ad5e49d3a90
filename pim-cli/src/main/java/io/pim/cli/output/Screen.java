package io.pim.cli.output;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one stream of a command can show.
 *
 * @param live whether it is a terminal on which lines can be redrawn
 * @param ink colours, or none
 * @param width in characters
 * @param height in lines
 */
public record Screen(boolean live, Ink ink, int width, int height) {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,4})[x ](\\d{1,4})");
  private static final int USUAL_WIDTH = 100;
  private static final int USUAL_HEIGHT = 24;
  private static final int NARROWEST = 40;
  private static final int LOWEST = 8;

  /**
   * A stream as the environment describes it: its own variable, {@code NO_COLOR}, {@code
   * TERM=dumb}, and {@code CI}, which turns off redrawing.
   *
   * @param variable has the size, {@code LINES COLUMNS}; unset if the stream is no terminal
   */
  static Screen of(Map<String, String> environment, String variable) {
    Matcher size = SIZE.matcher(environment.getOrDefault(variable, ""));
    boolean terminal = size.matches();
    boolean live =
        terminal
            && !environment.getOrDefault("TERM", "").equals("dumb")
            && environment.getOrDefault("CI", "").isEmpty();
    boolean colours = live && environment.getOrDefault("NO_COLOR", "").isEmpty();
    int height = terminal ? Integer.parseInt(size.group(1)) : USUAL_HEIGHT;
    int width = terminal ? Integer.parseInt(size.group(2)) : USUAL_WIDTH;
    return new Screen(live, new Ink(colours), Math.max(NARROWEST, width), Math.max(LOWEST, height));
  }

  /** The same without lines that are redrawn. */
  Screen still() {
    return new Screen(false, ink, width, height);
  }
}
