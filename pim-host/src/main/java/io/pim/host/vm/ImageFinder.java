package io.pim.host.vm;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.pim.model.plan.IsoSource;
import io.pim.model.plan.MachineSpec;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.ImageManifest;
import io.pim.model.registry.Registry;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Firmware;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the image that a person names: by image name, by profile, or by file. */
public final class ImageFinder {
  private static final int CPUS = 2;
  private static final ByteSize MEMORY = ByteSize.parse("2G");
  private static final int LONGEST_FAMILY = 50;

  /** The part of an image's file name after the profile. */
  private static final Pattern BUILD = Pattern.compile("-(?:x86_64|arm64)-\\d{8}-\\d{6}(?:-.*)?$");

  private final PimFolders folders;
  private final Architecture host;

  /**
   * @param host the architecture to assume when none is given
   */
  public ImageFinder(PimFolders folders, Architecture host) {
    this.folders = folders;
    this.host = host;
  }

  /** A registered image: by its own name, else the newest of a profile or of profile-arch. */
  public Optional<VmImage> registered(String name, Optional<Architecture> architecture)
      throws IOException {
    List<ImageEntry> all = new Registry(folders).list();
    Architecture wanted = architecture.orElse(host);
    Optional<ImageEntry> entry =
        all.stream()
            .filter(image -> image.name().equals(name))
            .findFirst()
            .or(
                () ->
                    all.stream()
                        .filter(image -> image.profile().equals(name))
                        .filter(image -> image.architecture() == wanted)
                        .findFirst())
            .or(
                () ->
                    all.stream()
                        .filter(image -> isProfileAndArchitecture(image, name))
                        .findFirst());
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(of(entry.get(), architecture));
  }

  /** The architectures for which a profile has images. */
  public List<Architecture> architecturesOf(String profile) throws IOException {
    return new Registry(folders)
        .list().stream()
            .filter(image -> image.profile().equals(profile))
            .map(ImageEntry::architecture)
            .distinct()
            .toList();
  }

  /**
   * A qcow2 file in any place.
   *
   * @param firmware the firmware to boot with; empty for BIOS on x86_64 and UEFI on arm64
   */
  public VmImage file(Path image, Optional<Architecture> architecture, Optional<Firmware> firmware)
      throws IOException {
    Path file = image.toRealPath();
    String name = String.valueOf(file.getFileName());
    Architecture processor = architecture.orElse(host);
    return new VmImage(
        family(name.replaceFirst("\\.qcow2$", "")),
        BaseImage.of(name, file, Optional.empty()),
        processor,
        firmware.orElse(processor == Architecture.ARM64 ? Firmware.UEFI : Firmware.BIOS),
        Optional.empty(),
        Optional.empty(),
        CPUS,
        MEMORY);
  }

  private static boolean isProfileAndArchitecture(ImageEntry image, String name) {
    return BuildId.workflowId(image.profile(), image.architecture()).equals(name);
  }

  private static VmImage of(ImageEntry entry, Optional<Architecture> wanted) throws IOException {
    if (wanted.isPresent() && wanted.get() != entry.architecture()) {
      throw refused(
          entry, "it is for " + entry.architecture() + ", not for " + wanted.get(), "Omit --arch.");
    }
    if (Files.notExists(entry.path())) {
      throw refused(
          entry, "its file is missing", "Build it again: pim build run " + entry.profile());
    }
    if (Files.size(entry.path()) != entry.size()) {
      throw refused(
          entry,
          "it has " + Files.size(entry.path()) + " bytes, and had " + entry.size(),
          "Build it again: pim build run " + entry.profile());
    }
    Optional<ImageManifest> manifest = manifest(entry);
    Optional<MachineSpec> built = manifest.map(ImageManifest::machine);
    return new VmImage(
        family(entry.profile()),
        BaseImage.of(
            entry.name(), entry.path().toAbsolutePath().normalize(), Optional.of(entry.sha256())),
        entry.architecture(),
        entry.firmware(),
        entry.uefiVariables().filter(Files::exists),
        manifest.flatMap(ImageManifest::iso).map(IsoSource::digest),
        built.map(MachineSpec::cpus).orElse(CPUS),
        built.map(MachineSpec::memory).orElse(MEMORY));
  }

  /** The manifest, which says what machine size suits the image; without it a default is used. */
  private static Optional<ImageManifest> manifest(ImageEntry entry) {
    try {
      return Optional.of(ImageManifest.read(entry.manifest()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The part of a name that can be in a machine's name. */
  private static String family(String name) {
    String profile = BUILD.matcher(name).replaceFirst("");
    String plain = profile.replaceAll("[^A-Za-z0-9._+-]", "-").replaceFirst("^[^A-Za-z0-9]+", "");
    String shorter = plain.substring(0, Math.min(LONGEST_FAMILY, plain.length()));
    return shorter.isEmpty() ? "vm" : shorter;
  }

  private static BuildFailure refused(ImageEntry entry, String why, String todo) {
    return BuildFailure.of(
            FailureKind.HOST_SETUP, "no machine can be made from image " + entry.name())
        .where(entry.path())
        .why(why)
        .todo(todo)
        .build();
  }
}
