package io.pim.host.vm;

import io.pim.model.files.BootFiles;
import io.pim.model.files.PimFolders;
import io.pim.tools.qemu.Accelerator;
import io.pim.tools.qemu.AcceleratorProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Chooses the accelerator of a machine. Nobody can get at the image's own kernel from outside, so
 * that of its installer stands for it, else that of any installer on this host; without one nothing
 * was seen to work, and emulation always does.
 */
public final class VmAccelerator {
  private final AcceleratorProbe probe;
  private final PimFolders folders;

  public VmAccelerator(AcceleratorProbe probe, PimFolders folders) {
    this.probe = probe;
    this.folders = folders;
  }

  Accelerator choose(VmRecord record) throws IOException, InterruptedException {
    if (record.accelerator().isPresent()) {
      return record.accelerator().get();
    }
    Optional<Path> kernel = kernel(record);
    return kernel.isEmpty()
        ? Accelerator.TCG
        : probe.choose(record.architecture(), kernel.get()).accelerator();
  }

  private Optional<Path> kernel(VmRecord record) throws IOException {
    Optional<Path> own =
        record
            .iso()
            .map(iso -> folders.bootFiles(iso, record.architecture()).kernel())
            .filter(Files::exists);
    if (own.isPresent() || Files.notExists(folders.bootFiles())) {
      return own;
    }
    try (Stream<Path> isos = Files.list(folders.bootFiles())) {
      // Always the same one, so that the answer is remembered.
      return isos.map(iso -> new BootFiles(iso, record.architecture()).kernel())
          .filter(Files::exists)
          .min(Comparator.naturalOrder());
    }
  }
}
