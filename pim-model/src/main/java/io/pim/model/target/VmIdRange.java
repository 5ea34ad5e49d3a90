package io.pim.model.target;

import io.pim.model.config.Rule;
import io.pim.model.config.Rules;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The VM ids that PIM may take on a Proxmox cluster, both ends included. */
public record VmIdRange(int first, int last) {
  private static final int LOWEST = 100;
  private static final int HIGHEST = 999_999_999;
  private static final Pattern TEXT = Pattern.compile("(\\d{3,9})(?:-(\\d{3,9}))?");

  /** All ids that Proxmox VE allows. */
  static final VmIdRange ALL = new VmIdRange(LOWEST, HIGHEST);

  static final Rule<VmIdRange> RULE =
      Rule.of(
          "must be the first VM id to take, such as 9000, or a range such as 9000-9099, from 100 to"
              + " 999999999",
          scalar -> Rules.TEXT.read(scalar).flatMap(VmIdRange::parse));

  /** Reads {@code 9000-9099}; {@code 9000} means this id and all higher ones. */
  static Optional<VmIdRange> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int first = Integer.parseInt(matcher.group(1));
    int last = matcher.group(2) == null ? HIGHEST : Integer.parseInt(matcher.group(2));
    return Optional.of(new VmIdRange(first, last))
        .filter(range -> range.first >= LOWEST && range.first <= range.last);
  }

  @Override
  public String toString() {
    return last == HIGHEST ? Integer.toString(first) : first + "-" + last;
  }
}
