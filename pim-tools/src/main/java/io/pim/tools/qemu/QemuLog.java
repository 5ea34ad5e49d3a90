package io.pim.tools.qemu;

import io.pim.model.files.FileTail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** QEMU's own output. */
final class QemuLog {
  private static final int TAIL_BYTES = 8192;
  private static final int LAST_LINES = 20;

  private QemuLog() {}

  static long size(Path log) {
    try {
      return Files.size(log);
    } catch (IOException e) {
      // The file does not exist yet.
      return 0;
    }
  }

  /** The last lines after the first {@code start} bytes. */
  static List<String> tail(Path log, long start) {
    try {
      List<String> lines =
          FileTail.since(log, start, TAIL_BYTES)
              .text()
              .lines()
              .filter(line -> !line.isBlank())
              .toList();
      return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
    } catch (IOException e) {
      return List.of();
    }
  }
}
