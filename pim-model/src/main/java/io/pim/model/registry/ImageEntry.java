package io.pim.model.registry;

import io.pim.model.files.BuildId;
import io.pim.model.files.Names;
import io.pim.model.files.PimFolders;
import io.pim.model.plan.StepKey;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A finished image.
 *
 * @param name unique in the registry; a plain name
 * @param path the image's file, absolute
 * @param format QEMU's name for it: {@code qcow2}
 * @param size of the file, in bytes
 * @param created when the build finished, in whole seconds
 * @param imageKey the image key of its plan
 * @param manifest its origin and contents
 * @param uefiVariables the file of its UEFI variables; empty with BIOS
 * @param host the host that has the file; empty when an older PIM registered the image
 * @param compression the file's compression; empty when an older PIM registered the image
 */
public record ImageEntry(
    String name,
    String profile,
    Architecture architecture,
    Path path,
    String format,
    long size,
    Sha256 sha256,
    BuildId buildId,
    Instant created,
    StepKey imageKey,
    Firmware firmware,
    Path manifest,
    Optional<Path> uefiVariables,
    Optional<String> host,
    Optional<Compression> compression) {

  /** An image whose compression is not known. */
  public ImageEntry(
      String name,
      String profile,
      Architecture architecture,
      Path path,
      String format,
      long size,
      Sha256 sha256,
      BuildId buildId,
      Instant created,
      StepKey imageKey,
      Firmware firmware,
      Path manifest,
      Optional<Path> uefiVariables,
      Optional<String> host) {
    this(
        name,
        profile,
        architecture,
        path,
        format,
        size,
        sha256,
        buildId,
        created,
        imageKey,
        firmware,
        manifest,
        uefiVariables,
        host,
        Optional.empty());
  }

  /**
   * Whether the entry's files are in PIM's folder of images. Other programs can write entries, too.
   */
  public boolean liesIn(PimFolders folders) {
    return Names.isPlain(name)
        && path.equals(folders.image(name))
        && manifest.equals(folders.imageManifest(name))
        && uefiVariables.map(folders.imageUefiVariables(name)::equals).orElse(true);
  }

  /** Whether the file may be on this host; true when the entry does not name a host. */
  public boolean isOn(String thisHost) {
    return host.map(thisHost::equals).orElse(true);
  }
}
