package io.pim.model.failure;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;

/** Recognises a full disk (ENOSPC, EDQUOT) in the messages of Java, QEMU and its tools. */
public final class DiskFull {
  private DiskFull() {}

  /** Whether a message reports that the disk was full. */
  public static boolean isSaidIn(String message) {
    String lower = String.valueOf(message).toLowerCase(Locale.ROOT);
    return lower.contains("no space left") || lower.contains("quota exceeded");
  }

  /** Adds the file's name to an error, because the system's "no space" message lacks it. */
  public static IOException named(Path file, IOException e) {
    if (e instanceof FileSystemException || !isSaidIn(e.getMessage())) {
      return e;
    }
    FileSystemException named = new FileSystemException(file.toString(), null, e.getMessage());
    named.initCause(e);
    return named;
  }
}
