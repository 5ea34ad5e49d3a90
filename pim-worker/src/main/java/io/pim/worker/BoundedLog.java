package io.pim.worker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A log that other processes append to, held to a size. Its end is copied to a file beside it, in
 * place of the one before, and the log is emptied under its writers: they need not take part, and
 * nobody stands between them and the file. A line written at that very moment may be lost.
 */
public final class BoundedLog {
  static final long LIMIT = 16L << 20;

  private final Path file;
  private final Path aside;
  private final long limit;

  /**
   * A log.
   *
   * @param file opened by its writers to append
   * @param aside where what is old goes
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
   * Sets aside what is old, where the file has grown large.
   *
   * @throws IOException where that could not be kept, as on a full disk; the file is emptied then,
   *     too
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

  /** To the very end, which moves while it is copied; but never more than the limit. */
  private void setAside(FileChannel log) throws IOException {
    // First, to make room for the next one.
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
