package io.pim.tools.qemu;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.DiskFull;
import io.pim.model.failure.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Explains errors of tools and of the file system by the state of this host. */
final class HostFailures {
  private HostFailures() {}

  static boolean saysDiskFull(String text) {
    return DiskFull.isSaidIn(text);
  }

  /** The failure for a file that could not be written. */
  static BuildFailure of(IOException cause, String what, Path file) {
    String why = String.valueOf(cause.getMessage());
    if (saysDiskFull(why)) {
      return diskFull(what, file, List.of());
    }
    return BuildFailure.of(FailureKind.HOST_SETUP, what)
        .where(file)
        .why(why)
        .todo("fix the folder or its permissions, and try again")
        .causedBy(cause)
        .build();
  }

  static BuildFailure diskFull(String what, Path file, List<String> lastLines) {
    return BuildFailure.of(FailureKind.DISK_FULL, what)
        .where(file)
        .why("no space is left on its file system: " + free(file))
        .todo("make room there, and try again")
        .lastLines(lastLines)
        .build();
  }

  private static String free(Path file) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      return Files.getFileStore(folder).getUsableSpace() + " bytes are free";
    } catch (IOException e) {
      return "the free space is unknown";
    }
  }
}
