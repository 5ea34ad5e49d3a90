package io.pim.cli.output;

/** How far something has come, as it is drawn on a terminal. */
public final class ProgressBar {
  private static final int WIDTH = 20;

  private ProgressBar() {}

  /**
   * A bar with the share in percent and a space behind it.
   *
   * @param share of what is to be done; there is no bar where it is negative or not a number
   */
  public static String of(double share) {
    if (!(share >= 0)) {
      return "";
    }
    double done = Math.min(1, share);
    int full = (int) Math.round(WIDTH * done);
    return "[%s%s] %3d%% "
        .formatted("#".repeat(full), "-".repeat(WIDTH - full), (int) (100 * done));
  }

  /**
   * The same of bytes.
   *
   * @param total 0 or less where it is not known
   */
  public static String of(long bytes, long total) {
    return of(total > 0 ? (double) bytes / total : -1);
  }

  /**
   * A bar, what it is about, and the bytes.
   *
   * @param total 0 or less where it is not known
   */
  public static String line(String what, long bytes, long total) {
    return of(bytes, total) + SafeText.line(what) + "  " + amount(bytes, total);
  }

  /** So many bytes, of how many where that is known. */
  public static String amount(long bytes, long total) {
    return ForPeople.size(bytes) + (total > 0 ? " of " + ForPeople.size(total) : "");
  }
}
