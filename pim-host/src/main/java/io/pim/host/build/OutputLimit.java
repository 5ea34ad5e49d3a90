package io.pim.host.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Limits how much output of guests is kept. Thread-safe. */
final class OutputLimit {
  enum Verdict {
    KEPT,
    FIRST_LEFT_OUT,
    LEFT_OUT
  }

  private final long most;
  private final long mostFile;
  private long kept;
  private boolean over;

  /**
   * Sets both limits.
   *
   * @param most the number of characters of output that one log keeps
   * @param mostFile the size of the file, over all tries, above which output is dropped
   */
  OutputLimit(long most, long mostFile) {
    this.most = most;
    this.mostFile = mostFile;
  }

  synchronized Verdict count(Path file, String line) {
    if (over) {
      return Verdict.LEFT_OUT;
    }
    kept += line.length() + 1L;
    over = kept > most || size(file) > mostFile;
    return over ? Verdict.FIRST_LEFT_OUT : Verdict.KEPT;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      // The file does not exist yet.
      return 0;
    }
  }

  /** The limit that was reached, for people. */
  @Override
  public String toString() {
    return kept > most
        ? "this is more than " + (most >> 20) + " MiB of output"
        : "this log has more than " + (mostFile >> 20) + " MiB";
  }
}
