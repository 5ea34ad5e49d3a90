package io.pim.tools.process;

/** Keeps the end of a text of any length. */
final class OutputTail {
  private final int most;
  private final StringBuilder text = new StringBuilder();

  OutputTail(int most) {
    this.most = most;
  }

  void add(String line) {
    append(line);
    append("\n");
  }

  void append(CharSequence some) {
    text.append(some);
    // Cutting only at twice the size keeps the cost of a long output linear.
    if (text.length() > 2 * most) {
      text.delete(0, text.length() - most);
    }
  }

  @Override
  public String toString() {
    return text.substring(Math.max(0, text.length() - most));
  }
}
