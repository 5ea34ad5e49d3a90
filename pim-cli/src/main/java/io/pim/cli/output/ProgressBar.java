package io.pim.cli.output;

/** A progress bar for a terminal. */
public final class ProgressBar {
  private static final int WIDTH = 20;

  private ProgressBar() {}

  /**
   * A bar with a percentage and a trailing blank.
   *
   * @param share the part that is done; no bar when negative or not a number
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
   * The same for bytes.
   *
   * @param total 0 or less when not known
   */
  public static String of(long bytes, long total) {
    return of(total > 0 ? (double) bytes / total : -1);
  }

  /**
   * A bar, its subject, and the bytes.
   *
   * @param total 0 or less when not known
   */
  public static String line(String what, long bytes, long total) {
    return of(bytes, total) + SafeText.line(what) + "  " + amount(bytes, total);
  }

  /** The bytes, and their total if known. */
  public static String amount(long bytes, long total) {
    return ForPeople.size(bytes) + (total > 0 ? " of " + ForPeople.size(total) : "");
  }
}
