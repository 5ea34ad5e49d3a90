package io.pim.model.failure;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;

/** Knows a full disk (ENOSPC, EDQUOT) by what Java, QEMU and its tools say of one. */
public final class DiskFull {
  private DiskFull() {}

  /** Whether a message says that there was no room to write. */
  public static boolean isSaidIn(String message) {
    String lower = String.valueOf(message).toLowerCase(Locale.ROOT);
    return lower.contains("no space left") || lower.contains("quota exceeded");
  }

  /** What the system says of a write that found no room does not name the file: now it does. */
  public static IOException named(Path file, IOException e) {
    if (e instanceof FileSystemException || !isSaidIn(e.getMessage())) {
      return e;
    }
    FileSystemException named = new FileSystemException(file.toString(), null, e.getMessage());
    named.initCause(e);
    return named;
  }
}
