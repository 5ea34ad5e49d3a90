package io.pim.cli.output;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Columns for people: as wide as their widest cell, two spaces apart, the last one running free.
 */
public final class Table {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... header) {
    rows.add(List.of(header));
  }

  /** Adds a row; cells from outside are made safe to show. */
  public Table row(Object... cells) {
    rows.add(Arrays.stream(cells).map(cell -> SafeText.line(String.valueOf(cell))).toList());
    return this;
  }

  public boolean isEmpty() {
    return rows.size() == 1;
  }

  /** Prints header and rows. */
  public void print(PrintWriter out) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      out.println(line(row, widths).stripTrailing());
    }
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      String cell = row.get(i).isEmpty() ? "-" : row.get(i);
      text.append(cell);
      if (i < row.size() - 1) {
        text.append(" ".repeat(Math.max(0, widths[i] - cell.length()))).append(GAP);
      }
    }
    return text.toString();
  }
}
