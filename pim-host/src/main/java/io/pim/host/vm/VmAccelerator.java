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
 * Chooses the accelerator of a machine. The image's own kernel cannot be read from outside, so its
 * installer's kernel is tried instead, or that of any installer on this host. Without a kernel no
 * trial is possible, and emulation, which always works, is used.
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
      // Always the same kernel, so that the result is remembered.
      return isos.map(iso -> new BootFiles(iso, record.architecture()).kernel())
          .filter(Files::exists)
          .min(Comparator.naturalOrder());
    }
  }
}
