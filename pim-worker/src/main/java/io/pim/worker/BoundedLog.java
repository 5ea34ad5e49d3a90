package io.pim.worker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Limits the size of a log to which other processes append. It copies the end of the log to a
 * second file, in place of the earlier copy, and then empties the log while its writers keep it
 * open. The writers need not know about it. A line that is written at that moment may be lost.
 */
public final class BoundedLog {
  static final long LIMIT = 16L << 20;

  private final Path file;
  private final Path aside;
  private final long limit;

  /**
   * Limits a log to 16 MiB.
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
   * Moves the older part aside if the file exceeds the limit.
   *
   * @throws IOException if that fails, as on a full disk; the file is emptied even then
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
        throw new IOException(file + " was emptied, and its contents are lost", e);
      } finally {
        log.truncate(0);
      }
    }
  }

  /**
   * Copies the last part of the log. The log may grow meanwhile, so the copy stops at the limit.
   */
  private void setAside(FileChannel log) throws IOException {
    // The earlier copy is deleted first, to make room.
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
