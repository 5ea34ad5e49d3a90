package io.pim.cli.plan;

import io.pim.model.unit.Digest;
import io.pim.model.unit.DigestAlgorithm;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads lists of digests: of sha256sum and sha512sum, plain or with --tag (BSD), of openssl dgst,
 * and a digest alone.
 */
final class ChecksumText {
  private static final String HEX = "(?:sha(?:256|512):)?([0-9A-Fa-f]{128}|[0-9A-Fa-f]{64})";
  private static final Pattern PLAIN = Pattern.compile(HEX + "(?:\\s+\\*?(.+))?");
  private static final Pattern TAGGED =
      Pattern.compile("SHA(?:2-)?(?:256|512) ?\\((.+)\\) ?= ?" + HEX);
  private static final Pattern BEHIND = Pattern.compile("(.+?):?\\s+" + HEX);

  /** As long as a digest of MD5 or SHA-1. */
  private static final Pattern WEAK =
      Pattern.compile("(?m)\\b(?:[0-9A-Fa-f]{32}|[0-9A-Fa-f]{40})\\b");

  private static final int SHOWN_NAMES = 3;

  private final String text;
  private final List<Line> lines;

  ChecksumText(String text) {
    this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    this.lines = this.text.lines().flatMap(line -> read(line.strip()).stream()).toList();
  }

  /** Thrown when two lines fit a file equally well and differ. */
  static final class Ambiguous extends Exception {
    private static final long serialVersionUID = 1L;

    Ambiguous(String message) {
      super(message);
    }
  }

  /**
   * A digest with its file.
   *
   * @param path as in the list; empty for a digest alone
   */
  private record Line(Digest digest, String path) {
    /** How well the line's path fits a file: by their last parts, the more the better. */
    Fit fit(String wanted) {
      List<String> mine = parts(path);
      List<String> its = parts(wanted);
      int same = 0;
      while (same < Math.min(mine.size(), its.size())
          && mine.get(mine.size() - 1 - same).equals(its.get(its.size() - 1 - same))) {
        same++;
      }
      return new Fit(same, mine.size() - same);
    }

    private static List<String> parts(String path) {
      return List.of(path.replace('\\', '/').split("/", -1)).stream()
          .filter(part -> !part.isEmpty() && !part.equals("."))
          .toList();
    }

    @Override
    public String toString() {
      return path + " (" + digest.algorithm() + ":" + digest.abbreviated() + "...)";
    }
  }

  /** The number of equal last parts of two paths, and of the line's other parts. */
  private record Fit(int same, int other) implements Comparable<Fit> {
    @Override
    public int compareTo(Fit that) {
      return Comparator.comparingInt(Fit::same)
          .thenComparing(Comparator.comparingInt(Fit::other).reversed())
          .compare(this, that);
    }
  }

  /**
   * The digest of a file; the strongest, if the list has several.
   *
   * @param names the paths or names that the file is known by, such as those of its URLs
   * @throws Ambiguous if two lines fit equally well and differ
   */
  Optional<Digest> find(List<String> names) throws Ambiguous {
    Optional<Fit> best =
        lines.stream()
            .map(line -> fit(line, names))
            .filter(fit -> fit.same() > 0)
            .max(Fit::compareTo);
    if (best.isEmpty()) {
      return alone();
    }
    List<Line> fitting =
        lines.stream().filter(line -> fit(line, names).equals(best.get())).toList();
    DigestAlgorithm strongest =
        fitting.stream()
            .map(line -> line.digest().algorithm())
            .max(Comparator.naturalOrder())
            .orElseThrow();
    List<Line> answers =
        fitting.stream().filter(line -> line.digest().algorithm() == strongest).toList();
    if (answers.stream().map(Line::digest).distinct().count() > 1) {
      throw new Ambiguous(
          answers.stream().map(Line::toString).collect(Collectors.joining(" and "))
              + " fit it equally well");
    }
    return Optional.of(answers.get(0).digest());
  }

  private static Fit fit(Line line, List<String> names) {
    return names.stream().map(line::fit).max(Fit::compareTo).orElse(new Fit(0, 0));
  }

  /** The only digest of a file that has no name in it. */
  private Optional<Digest> alone() {
    return lines.size() == 1 && lines.get(0).path().isEmpty()
        ? Optional.of(lines.get(0).digest())
        : Optional.empty();
  }

  /** The text's contents in place of a wanted line, for people. */
  String contents() {
    if (text.toLowerCase(Locale.ROOT).contains("<html")) {
      return "it is a web page";
    }
    if (lines.isEmpty()) {
      return WEAK.matcher(text).find()
          ? "it has no SHA-256 or SHA-512 digest, only shorter ones, as of MD5 or SHA-1"
          : "it has no SHA-256 or SHA-512 digest";
    }
    String names =
        lines.stream()
            .map(Line::path)
            .filter(path -> !path.isEmpty())
            .distinct()
            .limit(SHOWN_NAMES)
            .collect(Collectors.joining(", "));
    return names.isEmpty()
        ? "it has " + lines.size() + " digests without names"
        : "it has digests of " + names + (lines.size() > SHOWN_NAMES ? ", ..." : "");
  }

  private static Optional<Line> read(String line) {
    Matcher tagged = TAGGED.matcher(line);
    if (tagged.matches()) {
      return line(tagged.group(2), tagged.group(1));
    }
    Matcher plain = PLAIN.matcher(line);
    if (plain.matches()) {
      return line(plain.group(1), plain.group(2) == null ? "" : plain.group(2));
    }
    Matcher behind = BEHIND.matcher(line);
    return behind.matches() ? line(behind.group(2), behind.group(1)) : Optional.empty();
  }

  private static Optional<Line> line(String hex, String path) {
    return Digest.parse(hex).map(digest -> new Line(digest, path));
  }
}
