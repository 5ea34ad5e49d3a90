package io.pim.activities.qemu;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What QEMU said. */
final class QemuLog {
  private static final int TAIL_BYTES = 8192;
  private static final int LAST_LINES = 20;

  private QemuLog() {}

  static long size(Path log) {
    try {
      return Files.size(log);
    } catch (IOException e) {
      // Not there yet.
      return 0;
    }
  }

  /** The last lines that were written after the first {@code start} bytes. */
  static List<String> tail(Path log, long start) {
    try (SeekableByteChannel channel = Files.newByteChannel(log)) {
      channel.position(Math.max(start, channel.size() - TAIL_BYTES));
      ByteBuffer buffer = ByteBuffer.allocate(TAIL_BYTES);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        continue;
      }
      List<String> lines =
          StandardCharsets.UTF_8
              .decode(buffer.flip())
              .toString()
              .lines()
              .filter(line -> !line.isBlank())
              .toList();
      return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
    } catch (IOException e) {
      return List.of();
    }
  }
}
