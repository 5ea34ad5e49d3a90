package io.pim.cli.temporal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * What a background process prints. Each start appends; a file that has grown large is put aside at
 * the next start, and the one put aside before goes.
 *
 * @param startedAt the file's length, in bytes, when this start began
 */
record ServiceLog(Path file, long startedAt) {
  private static final long LARGE_BYTES = 16L << 20;
  private static final int TAIL_BYTES = 16 << 10;

  /** To be called before a start. */
  static ServiceLog begin(Path file) {
    try {
      if (Files.exists(file) && Files.size(file) > LARGE_BYTES) {
        Path aside = file.resolveSibling(file.getFileName() + ".1");
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      }
      return new ServiceLog(file, Files.exists(file) ? Files.size(file) : 0);
    } catch (IOException e) {
      // What cannot be looked at cannot be quoted from; the start itself will say why.
      return new ServiceLog(file, 0);
    }
  }

  /** The last lines of this start that are not blank. */
  List<String> lastLines(int most) {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(startedAt, in.length() - TAIL_BYTES);
      byte[] tail = new byte[(int) Math.max(0, in.length() - from)];
      in.seek(from);
      in.readFully(tail);
      List<String> lines =
          new String(tail, StandardCharsets.UTF_8).lines().filter(l -> !l.isBlank()).toList();
      return lines.subList(Math.max(0, lines.size() - most), lines.size());
    } catch (IOException e) {
      return List.of();
    }
  }
}
