package io.pim.cli.temporal;

import io.pim.model.files.ServiceFolder;
import io.pim.worker.BoundedLog;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The output of a background process. Each start appends; the worker limits the file's size.
 *
 * @param startedAt the file's length, in bytes, when this start began
 */
record ServiceLog(Path file, long startedAt) {
  private static final int TAIL_BYTES = 16 << 10;
  private static final int HEAD_BYTES = 64 << 10;

  /** Call this before a start. */
  static ServiceLog begin(Path file) {
    try {
      new BoundedLog(file, ServiceFolder.aside(file)).hold();
      return new ServiceLog(file, Files.exists(file) ? Files.size(file) : 0);
    } catch (IOException e) {
      // The file cannot be read, so nothing can be quoted; the start itself reports the error.
      return new ServiceLog(file, 0);
    }
  }

  /** The last lines of this start that are not blank. */
  List<String> lastLines(int most) {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(start(in), in.length() - TAIL_BYTES);
      List<String> lines =
          text(in, from, in.length()).lines().filter(line -> !line.isBlank()).toList();
      return lines.subList(Math.max(0, lines.size() - most), lines.size());
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Whether this start printed these words near its beginning; a long stack trace may follow. */
  boolean mentions(String words) {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long from = start(in);
      return text(in, from, Math.min(in.length(), from + HEAD_BYTES)).contains(words);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * The beginning of this start's output. A file that became shorter was emptied, so everything in
   * it is from this start.
   */
  private long start(RandomAccessFile in) throws IOException {
    return in.length() < startedAt ? 0 : startedAt;
  }

  private static String text(RandomAccessFile in, long from, long to) throws IOException {
    byte[] bytes = new byte[(int) (to - from)];
    in.seek(from);
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
