package io.pim.cli.output;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Columns for people, each as wide as its widest cell, two blanks apart. To fit a terminal, the
 * widest columns are cut, but never the first, which has the names.
 */
public final class Table {
  private static final String GAP = "  ";
  private static final int NARROWEST = 8;

  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... header) {
    rows.add(List.of(header));
  }

  /** Adds a row. Cells are made safe to show. */
  public Table row(Object... cells) {
    rows.add(Arrays.stream(cells).map(cell -> SafeText.line(String.valueOf(cell))).toList());
    return this;
  }

  public boolean isEmpty() {
    return rows.size() == 1;
  }

  /** Prints header and rows, at most as wide as the terminal, if it is one. */
  public void print(Terminal terminal) {
    int[] widths = widths();
    if (terminal.live()) {
      shrink(widths, terminal.width());
    }
    print(terminal.out(), widths);
  }

  /** Prints header and rows at full width. */
  public void print(PrintWriter out) {
    print(out, widths());
  }

  private void print(PrintWriter out, int[] widths) {
    for (List<String> row : rows) {
      out.println(line(row, widths).stripTrailing());
    }
  }

  private int[] widths() {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return widths;
  }

  /** Narrows the widest column repeatedly, because cutting a narrow one leaves too little. */
  private static void shrink(int[] widths, int room) {
    int excess = IntStream.of(widths).sum() + GAP.length() * (widths.length - 1) - room;
    for (; excess > 0; excess--) {
      int widest =
          IntStream.range(1, widths.length)
              .filter(i -> widths[i] > NARROWEST)
              .reduce(0, (a, b) -> a == 0 || widths[b] >= widths[a] ? b : a);
      if (widest == 0) {
        return;
      }
      widths[widest]--;
    }
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      String cell = row.get(i).isEmpty() ? "-" : cut(row.get(i), widths[i]);
      text.append(cell);
      if (i < row.size() - 1) {
        text.append(" ".repeat(Math.max(0, widths[i] - cell.length()))).append(GAP);
      }
    }
    return text.toString();
  }

  private static String cut(String cell, int width) {
    return cell.length() > width ? cell.substring(0, width - 1) + "…" : cell;
  }
}
