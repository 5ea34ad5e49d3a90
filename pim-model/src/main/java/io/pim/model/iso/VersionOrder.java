package io.pim.model.iso;

import java.io.Serializable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sorts keys by the version in them, as people expect: {@code debian-12.10} after {@code
 * debian-12.9}, {@code debian-13.0.0-rc1} before {@code debian-13.0.0}. Text around the version
 * does not count; a key without one is the oldest.
 */
final class VersionOrder implements Comparator<String>, Serializable {
  private static final long serialVersionUID = 1L;

  /** Numbers of a version; not the digits in x86_64 and arm64. */
  private static final Pattern VERSION =
      Pattern.compile(
          "(?:^|[-_ ])v?(\\d+(?:\\.\\d+)*)(?![A-Za-z0-9])"
              + "(?:[-.~_]?(alpha|beta|pre|rc|dev)[-.]?(\\d*))?",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern JOINED =
      Pattern.compile(
          "(?:^|[-_ ])v?(\\d+(?:\\.\\d+)*)(alpha|beta|pre|rc|dev)[-.]?(\\d*)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern ARCHITECTURES = Pattern.compile("x86_64|x86-64");
  private static final List<String> STAGES = List.of("dev", "alpha", "beta", "pre", "rc", "");

  /**
   * The version of a key.
   *
   * @param stage the index in {@link #STAGES}; the last one is that of a release
   */
  private record Version(List<BigInteger> numbers, int stage, BigInteger ofStage)
      implements Comparable<Version> {
    private static final Version NONE = new Version(List.of(), STAGES.size() - 1, BigInteger.ZERO);

    static Version in(String key) {
      String plain = ARCHITECTURES.matcher(key).replaceAll("amd");
      Matcher joined = JOINED.matcher(plain);
      if (joined.find()) {
        return of(joined);
      }
      Matcher version = VERSION.matcher(plain);
      return version.find() ? of(version) : NONE;
    }

    private static Version of(MatchResult found) {
      List<BigInteger> numbers = new ArrayList<>();
      for (String number : found.group(1).split("\\.", -1)) {
        numbers.add(new BigInteger(number));
      }
      String stage = found.group(2) == null ? "" : found.group(2).toLowerCase(Locale.ROOT);
      String count = found.group(3) == null || found.group(3).isEmpty() ? "0" : found.group(3);
      return new Version(numbers, STAGES.indexOf(stage), new BigInteger(count));
    }

    private BigInteger number(int index) {
      return index < numbers.size() ? numbers.get(index) : BigInteger.ZERO;
    }

    @Override
    public int compareTo(Version other) {
      for (int i = 0; i < Math.max(numbers.size(), other.numbers.size()); i++) {
        int order = number(i).compareTo(other.number(i));
        if (order != 0) {
          return order;
        }
      }
      return Comparator.comparingInt(Version::stage)
          .thenComparing(Version::ofStage)
          .compare(this, other);
    }
  }

  @Override
  public int compare(String a, String b) {
    return Version.in(a).compareTo(Version.in(b));
  }
}
