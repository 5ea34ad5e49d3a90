package io.pim.tools.qemu;

import io.pim.model.files.FileTail;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Limits the size of QEMU's console file while QEMU writes to it. QEMU has it open for appending
 * ({@code logappend=on}), so it continues at the new end.
 */
public final class ConsoleFile {
  private static final long MOST = 16L << 20;
  private static final int KEPT = 256 << 10;

  private ConsoleFile() {}

  /**
   * Cuts a console that is too long to its end, with a notice in the first line. Output that QEMU
   * writes during the cut is lost.
   *
   * @return the file's size; 0 when there is none
   */
  public static long bound(Path console) throws IOException {
    return bound(console, MOST, KEPT);
  }

  /** Appends a line of PIM's own, for people and for {@code LastWord}. */
  public static void note(Path console, String line) throws IOException {
    Files.writeString(
        console, "\n" + line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
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
