package io.pim.model.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Suggests the name a person may have meant: the one with the smallest edit distance. */
public final class NearestName {
  private NearestName() {}

  /** The known name nearest to {@code typed}, if one is near enough to suggest. */
  public static Optional<String> of(String typed, Collection<String> known) {
    int limit = Math.max(1, typed.length() / 3 + (typed.length() > 4 ? 1 : 0));
    return known.stream()
        .filter(name -> distance(typed, name) <= limit)
        .min(
            Comparator.<String>comparingInt(name -> distance(typed, name))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** The suggestion as a complete advice; empty when no name is near. */
  public static String advice(String typed, Collection<String> known) {
    return of(typed, known).map(name -> "did you mean " + name + "?").orElse("");
  }

  /** The suggestion as a question to put before other advice; empty when no name is near. */
  public static String question(String typed, Collection<String> known) {
    return of(typed, known).map(name -> "Did you mean " + name + "? ").orElse("");
  }

  /** The number of letters to add, drop, change or swap with a neighbour; case is ignored. */
  static int distance(String typed, String name) {
    String a = typed.toLowerCase(Locale.ROOT);
    String b = name.toLowerCase(Locale.ROOT);
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
