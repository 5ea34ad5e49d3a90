package io.pim.cli.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The lines in which two texts differ, found by their longest common subsequence. */
final class LineDifference {
  /** The limit for the product of line counts; larger differences count as entirely replaced. */
  private static final long MOST_WORK = 16_000_000;

  private LineDifference() {}

  /**
   * The lines of {@code a} only, after {@code -}, and those of {@code b} only, after {@code +}, in
   * order.
   */
  static List<String> of(String textA, String textB) {
    List<String> a = textA.lines().toList();
    List<String> b = textB.lines().toList();
    int head = 0;
    while (head < a.size() && head < b.size() && a.get(head).equals(b.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < a.size() - head
        && tail < b.size() - head
        && a.get(a.size() - 1 - tail).equals(b.get(b.size() - 1 - tail))) {
      tail++;
    }
    return between(a.subList(head, a.size() - tail), b.subList(head, b.size() - tail));
  }

  private static List<String> between(List<String> a, List<String> b) {
    if ((long) a.size() * b.size() > MOST_WORK) {
      return Stream.concat(a.stream().map("-"::concat), b.stream().map("+"::concat)).toList();
    }
    int[][] common = common(a, b);
    List<String> result = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < a.size() || j < b.size()) {
      if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
        i++;
        j++;
      } else if (j == b.size() || (i < a.size() && common[i + 1][j] >= common[i][j + 1])) {
        result.add("-" + a.get(i++));
      } else {
        result.add("+" + b.get(j++));
      }
    }
    return result;
  }

  /** The number of lines that the texts have in common from line i and line j on. */
  private static int[][] common(List<String> a, List<String> b) {
    int[][] common = new int[a.size() + 1][b.size() + 1];
    for (int i = a.size() - 1; i >= 0; i--) {
      for (int j = b.size() - 1; j >= 0; j--) {
        common[i][j] =
            a.get(i).equals(b.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    return common;
  }
}
