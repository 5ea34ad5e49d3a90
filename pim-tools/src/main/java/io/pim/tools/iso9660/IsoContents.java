package io.pim.tools.iso9660;

import io.pim.model.failure.BuildFailure;
import io.pim.model.unit.Architecture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The facts that PIM reads from an ISO.
 *
 * @param installers the architectures whose debian-installer it contains
 */
public record IsoContents(List<Architecture> installers) {
  public IsoContents {
    installers = List.copyOf(installers);
  }

  /**
   * Reads only the ISO's directories.
   *
   * @throws BuildFailure ISO_UNREADABLE when the file is not an ISO, or incomplete
   */
  public static IsoContents of(Path file) throws IOException {
    try (IsoImage image = IsoImage.open(file)) {
      List<Architecture> installers = new ArrayList<>();
      for (Architecture architecture : Architecture.values()) {
        if (image.exists(InstallerFiles.kernel(architecture))) {
          installers.add(architecture);
        }
      }
      return new IsoContents(installers);
    }
  }
}
