package io.pim.model.iso;

import java.io.Serializable;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Sorts names by version, as people expect: {@code debian-12.10} after {@code debian-12.9}. */
final class VersionOrder implements Comparator<String>, Serializable {
  private static final long serialVersionUID = 1L;
  private static final Pattern PARTS = Pattern.compile("\\d+|\\D");

  @Override
  public int compare(String a, String b) {
    List<String> left = parts(a);
    List<String> right = parts(b);
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      int order = comparePart(left.get(i), right.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  private static List<String> parts(String name) {
    return PARTS.matcher(name).results().map(MatchResult::group).toList();
  }

  /** A dot continues a version; any other character ends it. So 13.1 is newer than 13-rc1. */
  private static int comparePart(String a, String b) {
    boolean numbers = Character.isDigit(a.charAt(0)) && Character.isDigit(b.charAt(0));
    if (numbers) {
      return new BigInteger(a).compareTo(new BigInteger(b));
    }
    if (a.equals(".") != b.equals(".")) {
      return a.equals(".") ? 1 : -1;
    }
    return a.compareTo(b);
  }
}
