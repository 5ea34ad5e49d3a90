package io.pim.worker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Limits the size of a log to which other processes append. Its end is copied to a second file,
 * replacing the earlier copy, and then the log is emptied while its writers keep it open. So the
 * writers need no support for it. A line written at that moment may be lost.
 */
public final class BoundedLog {
  static final long LIMIT = 16L << 20;

  private final Path file;
  private final Path aside;
  private final long limit;

  /**
   * A log.
   *
   * @param file opened by its writers for appending
   * @param aside the file for the older part
   */
  public BoundedLog(Path file, Path aside) {
    this(file, aside, LIMIT);
  }

  BoundedLog(Path file, Path aside, long limit) {
    this.file = file;
    this.aside = aside;
    this.limit = limit;
  }

  /**
   * Moves the older part aside when the file is large.
   *
   * @throws IOException when that fails, as on a full disk; the file is emptied even then
   */
  public void hold() throws IOException {
    if (Files.notExists(file) || Files.size(file) <= limit) {
      return;
    }
    try (FileChannel log =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      try {
        setAside(log);
      } catch (IOException e) {
        Files.deleteIfExists(aside);
        throw new IOException(file + " was emptied, and what it said is lost", e);
      } finally {
        log.truncate(0);
      }
    }
  }

  /** Copies to the end of the log, which grows meanwhile, but never more than the limit. */
  private void setAside(FileChannel log) throws IOException {
    // Emptied first, to make room.
    Files.deleteIfExists(aside);
    long from = Math.max(0, log.size() - limit);
    try (FileChannel copy =
        FileChannel.open(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long left = limit;
      while (left > 0) {
        long count = log.transferTo(from, left, copy);
        if (count <= 0) {
          return;
        }
        from += count;
        left -= count;
      }
    }
  }
}
