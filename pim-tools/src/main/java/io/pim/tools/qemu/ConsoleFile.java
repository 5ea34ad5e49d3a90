package io.pim.tools.qemu;

import io.pim.model.files.FileTail;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps the file bounded that QEMU writes a console to, while QEMU goes on writing. QEMU has it
 * open for appending ({@code logappend=on}), so it goes on at the new end.
 */
public final class ConsoleFile {
  private static final long MOST = 16L << 20;
  private static final int KEPT = 256 << 10;

  private ConsoleFile() {}

  /**
   * Where a console has become too long, leaves its end and says so in its first line. What QEMU
   * writes in that very moment is lost.
   *
   * @return the file's size; 0 where there is none
   */
  public static long bound(Path console) throws IOException {
    return bound(console, MOST, KEPT);
  }

  static long bound(Path console, long most, int kept) throws IOException {
    long size = Files.exists(console) ? Files.size(console) : 0;
    if (size <= most) {
      return size;
    }
    String end = FileTail.of(console, kept).text();
    String notice = "[pim] " + (size - kept) + " bytes of this console were left out here\n";
    try (FileChannel file = FileChannel.open(console, StandardOpenOption.WRITE)) {
      file.truncate(0);
    }
    Files.write(
        console, (notice + end).getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
    return Files.size(console);
  }
}
