package io.pim.cli.plan;

import io.pim.model.unit.Digest;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads lists of digests in the formats of sha256sum and sha512sum, plain or with --tag (BSD). */
final class ChecksumText {
  private static final Pattern PLAIN =
      Pattern.compile("([0-9A-Fa-f]{64}|[0-9A-Fa-f]{128})\\s+\\*?(?:\\S*/)?(\\S+)");
  private static final Pattern TAGGED =
      Pattern.compile("SHA(256|512) \\((?:\\S*/)?(\\S+)\\) = ([0-9A-Fa-f]+)");

  private ChecksumText() {}

  /** The strongest digest for a file of this name; the folder in the list is ignored. */
  static Optional<Digest> find(String list, String fileName) {
    return list.lines()
        .flatMap(line -> digest(line.strip(), fileName).stream())
        .max(Comparator.comparing(Digest::algorithm));
  }

  private static Optional<Digest> digest(String line, String fileName) {
    Matcher plain = PLAIN.matcher(line);
    if (plain.matches() && plain.group(2).equals(fileName)) {
      return Digest.parse(plain.group(1));
    }
    Matcher tagged = TAGGED.matcher(line);
    return tagged.matches() && tagged.group(2).equals(fileName)
        ? Digest.parse("sha" + tagged.group(1) + ":" + tagged.group(3))
        : Optional.empty();
  }
}
