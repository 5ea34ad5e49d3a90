package io.pim.cli.watch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads a growing log, whole lines at a time. */
final class LogTail {
  private static final int BUFFER = 64 * 1024;

  /** A longer line is split, because a guest may write an endless one. */
  private static final int LONGEST_LINE = 64 * 1024;

  private final Path file;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long position;

  LogTail(Path file) {
    this.file = file;
  }

  /** Passes on the lines added since the last call. */
  void read(Consumer<String> lines) throws IOException {
    if (Files.notExists(file)) {
      return;
    }
    try (InputStream in = Files.newInputStream(file)) {
      if (Files.size(file) < position) {
        // The log was restarted, or cut because it had become too long.
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

  /** Passes on an unfinished last line. */
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

  /**
   * Ends a line. Invalid UTF-8 becomes a replacement character, because consoles may contain
   * anything.
   */
  private void end(Consumer<String> lines) {
    lines.accept(line.toString(StandardCharsets.UTF_8));
    line.reset();
  }
}
