package io.pim.tools.fetch;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.DiskFull;
import io.pim.model.failure.FailureKind;
import io.pim.model.unit.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Detects a full disk, before and after writing. */
public final class DiskSpace {
  private DiskSpace() {}

  /** Refuses a write of this size when the disk has no room for it. */
  public static void require(Path target, long bytes) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    long free = Files.getFileStore(folder).getUsableSpace();
    if (bytes > free) {
      throw full(folder, "needed " + rounded(bytes) + ", free " + rounded(free), null);
    }
  }

  /** Whether the system refused a write because the disk or quota is full (ENOSPC, EDQUOT). */
  public static boolean isFull(IOException e) {
    return DiskFull.isSaidIn(e.getMessage());
  }

  public static BuildFailure full(Path folder, String why, Throwable cause) {
    return BuildFailure.of(FailureKind.DISK_FULL, "The disk has no room for the download")
        .where(folder)
        .why(why)
        .todo("Make room, then retry.")
        .causedBy(cause)
        .build();
  }

  static String rounded(long bytes) {
    return bytes > 0 ? new ByteSize(bytes).rounded() : "0B";
  }
}
