package io.pim.model.files;

import io.pim.model.unit.Architecture;
import java.nio.file.Path;

/**
 * The names of the files that boot an installer, taken out of one ISO for one architecture.
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

  /** Size and digest that each had when it was taken out. */
  public Path facts() {
    return file("boot.json");
  }

  /** An ISO may hold installers for several architectures. */
  private Path file(String name) {
    return folder.resolve(architecture.installerFolder()).resolve(name);
  }
}
