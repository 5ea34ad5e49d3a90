package io.pim.cli.build.watch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads a log that may still grow, whole lines at a time. */
final class LogTail {
  private static final int BUFFER = 64 * 1024;

  /** A guest may write a line without end; a longer one is split. */
  private static final int LONGEST_LINE = 64 * 1024;

  private final Path file;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long position;

  LogTail(Path file) {
    this.file = file;
  }

  /** Passes on what was added since the last time. */
  void read(Consumer<String> lines) throws IOException {
    if (Files.notExists(file)) {
      return;
    }
    try (InputStream in = Files.newInputStream(file)) {
      if (Files.size(file) < position) {
        // Begun anew, or cut because it had become too long.
        position = 0;
      }
      in.skipNBytes(position);
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        position += n;
        for (int i = 0; i < n; i++) {
          add(buffer[i], lines);
        }
      }
    }
  }

  /** Passes on a last line that has no end. */
  void finish(Consumer<String> lines) {
    if (line.size() > 0) {
      end(lines);
    }
  }

  private void add(byte b, Consumer<String> lines) {
    if (b == '\n') {
      end(lines);
      return;
    }
    if (line.size() == LONGEST_LINE) {
      end(lines);
    }
    line.write(b);
  }

  /** Bytes that are not UTF-8 become a replacement character: consoles may hold any. */
  private void end(Consumer<String> lines) {
    lines.accept(line.toString(StandardCharsets.UTF_8));
    line.reset();
  }
}
