package io.pim.tools.iso9660;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.BootFiles;
import io.pim.model.json.Json;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The kernel and initrd of an ISO's installer, extracted to files. */
public record InstallerFiles(BootFile kernel, BootFile initrd) {
  // The paths on the ISO. The names are Debian's, not PIM's.
  private static final String KERNEL = "vmlinuz";
  private static final String INITRD = "initrd.gz";

  /** A file with its size and digest at the time it was extracted. */
  public record BootFile(Path path, long bytes, Sha256 sha256) {
    private boolean isThere() throws IOException {
      return Files.isRegularFile(path) && Files.size(path) == bytes;
    }
  }

  /** The path on an ISO whose presence shows that the ISO has an installer for the architecture. */
  static String kernel(Architecture architecture) {
    return architecture.installerFolder() + "/" + KERNEL;
  }

  /**
   * Extracts the files from the ISO, unless they were extracted before.
   *
   * @param own the target files, in a folder named by the verified digest of the ISO
   * @throws BuildFailure ISO_UNREADABLE when the ISO has no installer for the architecture
   */
  public static InstallerFiles of(Path iso, BootFiles own) throws IOException {
    Optional<InstallerFiles> kept = read(own.facts());
    if (kept.isPresent() && kept.get().kernel.isThere() && kept.get().initrd.isThere()) {
      return kept.get();
    }
    try (IsoImage image = IsoImage.open(iso)) {
      Architecture architecture = own.architecture();
      String kernel = kernel(architecture);
      String initrd = architecture.installerFolder() + "/" + INITRD;
      List<String> missing = missing(image, List.of(kernel, initrd));
      if (!missing.isEmpty()) {
        throw notAnInstaller(iso, image.label(), architecture, missing);
      }
      InstallerFiles files =
          new InstallerFiles(
              extract(image, kernel, own.kernel()), extract(image, initrd, own.initrd()));
      Json.write(own.facts(), files);
      return files;
    }
  }

  /**
   * The files extracted before; empty when they cannot be read, so that they are extracted again.
   */
  private static Optional<InstallerFiles> read(Path facts) {
    try {
      return Files.exists(facts)
          ? Optional.ofNullable(Json.read(facts, InstallerFiles.class))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static List<String> missing(IsoImage image, List<String> paths) throws IOException {
    List<String> missing = new ArrayList<>();
    for (String path : paths) {
      if (!image.exists(path)) {
        missing.add(path);
      }
    }
    return missing;
  }

  private static BootFile extract(IsoImage image, String path, Path target) throws IOException {
    Sha256 digest = image.extract(path, target);
    return new BootFile(target, Files.size(target), digest);
  }

  private static BuildFailure notAnInstaller(
      Path iso, String label, Architecture architecture, List<String> missing) {
    return BuildFailure.of(
            FailureKind.ISO_UNREADABLE, "The ISO has no installer for " + architecture)
        .where(iso)
        .why("the volume '" + label + "' has no " + String.join(" and no ", missing))
        .todo(
            "Use a debian-installer ISO for "
                + architecture.debianName()
                + ", such as Debian's netinst or DVD; live and cloud images have no such installer.")
        .build();
  }
}
