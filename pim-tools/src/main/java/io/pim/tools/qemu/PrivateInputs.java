package io.pim.tools.qemu;

import io.pim.model.files.DurableFile;
import io.pim.model.files.RuntimeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files that tell QEMU what must not be among its arguments, which anybody on this host can
 * read: the kernel's arguments and the serial number, both of which may lead to a secret path. They
 * are the user's alone, and are there only while QEMU starts.
 */
final class PrivateInputs {
  private PrivateInputs() {}

  /** Writes what a machine needs, in place of what an earlier start has left. */
  static void write(VmSpec spec, RuntimeFiles files) {
    remove(files);
    spec.kernel()
        .ifPresent(
            boot -> write(files.kernelArguments(), KernelArgumentsFile.of(boot.arguments())));
    spec.smbiosSerial()
        .ifPresent(
            serial -> write(files.smbios(), SmbiosSystem.table(spec.architecture(), serial)));
  }

  static void remove(RuntimeFiles files) {
    for (Path file : List.of(files.kernelArguments(), files.smbios())) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw HostFailures.of(e, "a private file of a virtual machine cannot be removed", file);
      }
    }
  }

  private static void write(Path file, byte[] bytes) {
    try {
      DurableFile.write(file, DurableFile.PRIVATE, bytes);
    } catch (IOException e) {
      throw HostFailures.of(e, "a private file of a virtual machine cannot be written", file);
    }
  }
}
