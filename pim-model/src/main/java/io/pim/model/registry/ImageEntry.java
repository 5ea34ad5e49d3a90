package io.pim.model.registry;

import io.pim.model.files.BuildId;
import io.pim.model.files.Names;
import io.pim.model.files.PimFolders;
import io.pim.model.plan.StepKey;
import io.pim.model.unit.Architecture;
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
 * @param format as QEMU calls it: {@code qcow2}
 * @param size of the file, in bytes
 * @param created when the build was done; whole seconds are kept
 * @param imageKey the key of the plan it was built from
 * @param manifest what it was made of
 * @param uefiVariables the UEFI variables that belong to it; empty with BIOS
 * @param host whose file it is; empty where a PIM registered it that did not say
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
    Optional<String> host) {

  /** Whether its files are where PIM puts those of an image; anybody may write an entry. */
  public boolean liesIn(PimFolders folders) {
    return Names.isPlain(name)
        && path.equals(folders.image(name))
        && manifest.equals(folders.imageManifest(name))
        && uefiVariables.map(folders.imageUefiVariables(name)::equals).orElse(true);
  }

  /** Whether the file may be on this host; it is, where nobody said. */
  public boolean isOn(String thisHost) {
    return host.map(thisHost::equals).orElse(true);
  }
}
