package io.pim.tools.qemu;

import io.pim.model.files.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A machine's own copy of the UEFI variables. */
final class UefiVariables {
  private UefiVariables() {}

  /** Copies the template if there is no file yet; the machine writes to the copy. */
  static void ensure(Path file, UefiFirmware firmware) {
    if (Files.exists(file)) {
      return;
    }
    try {
      DurableFile.write(file, DurableFile.PRIVATE, out -> Files.copy(firmware.variables(), out));
    } catch (IOException e) {
      throw HostFailures.of(e, "the UEFI variables cannot be copied", file);
    }
  }
}
