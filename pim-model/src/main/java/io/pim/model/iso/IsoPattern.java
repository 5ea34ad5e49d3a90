package io.pim.model.iso;

import io.pim.model.profile.Profile;
import io.pim.model.unit.Architecture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A pattern such as {@code debian-*-{arch}-netinst}, for one architecture. */
final class IsoPattern {
  private static final Pattern SPECIAL = Pattern.compile("\\*|\\{arch}|\\{distro}|\\{version}");

  /** Versions, and names such as trixie-DI-rc1; not those of products, as in debian-edu-12. */
  private static final String RELEASE =
      "(?:\\d.*|(?!(?:edu|mac|live|blends)\\b)[A-Za-z]+(?:-(?i:di)-[A-Za-z0-9]+)?)";

  private final Pattern regex;

  IsoPattern(String pattern, Architecture architecture) {
    // Catalogs use Debian's, PIM's or QEMU's names of architectures.
    String names =
        Stream.of(architecture.debianName(), architecture.id(), architecture.qemuName())
            .map(Pattern::quote)
            .collect(Collectors.joining("|", "(?:", ")"));
    String any = pattern.equals(Profile.USUAL_ISOS) ? RELEASE : ".*";
    StringBuilder text = new StringBuilder();
    Matcher special = SPECIAL.matcher(pattern);
    int end = 0;
    while (special.find()) {
      text.append(Pattern.quote(pattern.substring(end, special.start())));
      text.append(special.group().equals("{arch}") ? names : any);
      end = special.end();
    }
    regex = Pattern.compile(text.append(Pattern.quote(pattern.substring(end))).toString());
  }

  boolean matches(String key) {
    return regex.matcher(key).matches();
  }
}
