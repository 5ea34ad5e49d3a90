package io.pim.tools.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A machine's own copy of the UEFI variables. */
final class UefiVariables {
  private UefiVariables() {}

  /** Copies the template where there is no file yet; aside first, so that none is half there. */
  static void ensure(Path file, UefiFirmware firmware) {
    if (Files.exists(file)) {
      return;
    }
    Path draft = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      // Written anew, not copied: a template that is read-only would make a read-only copy.
      Files.write(draft, Files.readAllBytes(firmware.variables()));
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw HostFailures.of(e, "the UEFI variables cannot be copied", file);
    }
  }
}
