package io.pim.model.files;

import io.pim.model.unit.Architecture;
import java.nio.file.Path;

/**
 * The names of the kernel and initrd of an installer, extracted from one ISO for one architecture.
 *
 * @param folder the ISO's own folder
 */
public record BootFiles(Path folder, Architecture architecture) {
  public Path kernel() {
    return file("vmlinuz");
  }

  public Path initrd() {
    return file("initrd.gz");
  }

  /** The size and digest of both files at the time they were extracted. */
  public Path facts() {
    return file("boot.json");
  }

  /** The name contains the architecture, because an ISO may hold several installers. */
  private Path file(String name) {
    return folder.resolve(architecture.installerFolder()).resolve(name);
  }
}
