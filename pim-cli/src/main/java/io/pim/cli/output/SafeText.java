package io.pim.cli.output;

import java.util.regex.Pattern;

/**
 * Makes text from outside safe to show: output of guests, names and messages must not move the
 * cursor, change colours or reverse the line.
 */
public final class SafeText {
  /** ECMA-48 control sequences, and strings that control the terminal, such as its title. */
  private static final Pattern SEQUENCE =
      Pattern.compile(
          "(?:\u001b\\[|\u009b)[0-?]*[ -/]*[@-~]"
              + "|(?:\u001b[\\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c\n]*"
              + "(?:\u0007|\u001b\\\\|\u009c|$)"
              + "|\u001b[ -/]*[0-~]");

  /** Other characters that are not text: controls, and Unicode's marks that reorder a line. */
  private static final Pattern CONTROL =
      Pattern.compile("[\\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]");

  private SafeText() {}

  /** The text as one line. */
  public static String line(String text) {
    return CONTROL.matcher(strip(text).replaceAll("\\s*[\n\r\t]\\s*", " ")).replaceAll("?");
  }

  /**
   * One line of a log: tabs are kept, and text that a carriage return would have overwritten is
   * dropped.
   */
  public static String logLine(String text) {
    String stripped = strip(text).replaceFirst("\r+$", "");
    String last = stripped.substring(stripped.lastIndexOf('\r') + 1);
    return CONTROL.matcher(last.replace("\t", "        ")).replaceAll("?");
  }

  private static String strip(String text) {
    return SEQUENCE.matcher(text).replaceAll("");
  }
}
