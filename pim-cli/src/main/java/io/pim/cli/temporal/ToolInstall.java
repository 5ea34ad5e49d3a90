package io.pim.cli.temporal;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DurableFile;
import io.pim.model.files.PrivateFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Installs a program into one of PIM's own folders: made aside, and renamed once complete.
 *
 * @param program the target
 */
record ToolInstall(Path program) {
  boolean isDone() {
    return Files.isExecutable(program);
  }

  /** Makes the program from a source; leaves nothing behind on failure. */
  void from(BinarySource source) throws InterruptedException {
    try {
      Files.createDirectories(program.getParent());
      Path aside = Files.createTempDirectory(program.getParent(), ".draft");
      try {
        Path draft = aside.resolve(program.getFileName());
        source.make(draft);
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwxr-xr-x"));
        DurableFile.move(draft, program);
      } finally {
        PrivateFolders.delete(aside);
      }
    } catch (IOException e) {
      throw BuildFailure.of(FailureKind.HOST_SETUP, "it could not be installed")
          .where(program)
          .why(String.valueOf(e.getMessage()))
          .todo("check the folder's permissions and free space")
          .causedBy(e)
          .build();
    }
  }
}
