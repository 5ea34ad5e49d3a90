package io.pim.tools.qemu;

import io.pim.model.files.DurableFile;
import io.pim.model.files.RuntimeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Files for settings that must not be in QEMU's arguments, which every user of this host can read:
 * the kernel's arguments and the serial number. Both may contain a secret path. The files have mode
 * 0600 and exist only while QEMU starts.
 */
final class PrivateInputs {
  private PrivateInputs() {}

  /** Writes a machine's files, replacing those of an earlier start. */
  static void write(VmSpec spec, RuntimeFiles files) {
    remove(files);
    spec.kernel()
        .ifPresent(
            boot ->
                write(
                    files.kernelArguments(),
                    KernelArgumentsFile.of(
                        boot.argumentsUnder(spec.accelerator(), spec.architecture()))));
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
