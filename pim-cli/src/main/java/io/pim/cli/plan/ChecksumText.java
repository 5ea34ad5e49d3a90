package io.pim.cli.plan;

import io.pim.model.unit.Sha256;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads lists of digests as {@code sha256sum} writes them, plain or with its option --tag. */
final class ChecksumText {
  private static final Pattern PLAIN = Pattern.compile("([0-9A-Fa-f]{64})\\s+\\*?(?:\\S*/)?(\\S+)");
  private static final Pattern TAGGED =
      Pattern.compile("SHA256 \\((?:\\S*/)?(\\S+)\\) = ([0-9A-Fa-f]{64})");

  private ChecksumText() {}

  /** The digest of the file of this name, in whatever folder the list has it. */
  static Optional<Sha256> find(String list, String fileName) {
    return list.lines().flatMap(line -> digest(line.strip(), fileName).stream()).findFirst();
  }

  private static Optional<Sha256> digest(String line, String fileName) {
    Matcher plain = PLAIN.matcher(line);
    if (plain.matches() && plain.group(2).equals(fileName)) {
      return Optional.of(Sha256.of(plain.group(1)));
    }
    Matcher tagged = TAGGED.matcher(line);
    return tagged.matches() && tagged.group(1).equals(fileName)
        ? Optional.of(Sha256.of(tagged.group(2)))
        : Optional.empty();
  }
}
