package io.pim.workflows.visibility;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes text from outside safe for CommonMark 0.31 with GitHub's tables and links. Output of
 * guests, names and messages stay plain text in their place: they create no links, images, HTML or
 * headings.
 */
final class Markdown {
  /** Characters with a meaning anywhere in a text. */
  private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_{}\\[\\]<>#|~&@$^!]");

  /**
   * Characters with a meaning at the beginning of a line: a list, a rule, a heading's underline.
   */
  private static final Pattern LEADING = Pattern.compile("^(?:[-+=]|\\d{1,9}(?=[.)]))");

  /** GitHub also makes links of these. */
  private static final Pattern LINK = Pattern.compile("(?i)(?<=www)\\.|:(?=//)|(?<=mailto|xmpp):");

  /** Controls other than tabs, and Unicode's marks that reorder a line. */
  private static final Pattern CONTROL =
      Pattern.compile(
          "[\\p{Cc}&&[^\t]]|[\\u061c\\u200e\\u200f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]");

  private static final Pattern TILDES = Pattern.compile("~+");
  private static final Pattern BACKTICKS = Pattern.compile("`+");
  private static final int SHORTEST_FENCE = 4;

  private Markdown() {}

  /** Text within a line. */
  static String text(String text) {
    String line = oneLine(text);
    String escaped = SPECIAL.matcher(line).replaceAll("\\\\$0");
    return lead(LINK.matcher(escaped).replaceAll("\\\\$0"));
  }

  private static String lead(String escaped) {
    Matcher leading = LEADING.matcher(escaped);
    if (!leading.find()) {
      return escaped;
    }
    boolean number = Character.isDigit(escaped.charAt(0));
    int at = number ? leading.end() : 0;
    return escaped.substring(0, at) + "\\" + escaped.substring(at);
  }

  /** Code within a line. Not for a table, where a pipe would end the cell. */
  static String code(String text) {
    String line = oneLine(text);
    String around = "`".repeat(longest(BACKTICKS, line) + 1);
    // Markdown removes one blank at each end.
    return around.length() == 1 ? "`" + line + "`" : around + " " + line + " " + around;
  }

  /** Literal lines, in a fence longer than any in the lines. */
  static String fenced(List<String> lines) {
    String text =
        lines.stream()
            .flatMap(line -> line.lines())
            .map(line -> CONTROL.matcher(line).replaceAll("?"))
            .collect(Collectors.joining("\n"));
    String fence = "~".repeat(Math.max(SHORTEST_FENCE, longest(TILDES, text) + 1));
    return fence + "\n" + text + "\n" + fence + "\n";
  }

  private static String oneLine(String text) {
    return CONTROL.matcher(text.strip().replaceAll("\\s+", " ")).replaceAll("?");
  }

  private static int longest(Pattern run, String text) {
    return run.matcher(text).results().mapToInt(found -> found.group().length()).max().orElse(0);
  }
}
