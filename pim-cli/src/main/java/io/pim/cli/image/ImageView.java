package io.pim.cli.image;

import io.pim.model.plan.StepKey;
import io.pim.model.registry.ImageEntry;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * An image; the JSON of {@code pim image list -o json}.
 *
 * @param size in bytes
 * @param exists whether its file exists on this host
 * @param host the host that has the file; missing when the registry does not name one
 * @param compression the file's compression; missing when the registry does not name one
 */
record ImageView(
    String name,
    String profile,
    Architecture architecture,
    String path,
    boolean exists,
    String format,
    long size,
    Sha256 sha256,
    String buildId,
    Instant created,
    StepKey imageKey,
    Firmware firmware,
    String manifest,
    Optional<String> uefiVariables,
    Optional<String> host,
    Optional<Compression> compression) {

  static ImageView of(ImageEntry entry) {
    return new ImageView(
        entry.name(),
        entry.profile(),
        entry.architecture(),
        entry.path().toString(),
        Files.exists(entry.path()),
        entry.format(),
        entry.size(),
        entry.sha256(),
        entry.buildId().text(),
        entry.created(),
        entry.imageKey(),
        entry.firmware(),
        entry.manifest().toString(),
        entry.uefiVariables().map(Path::toString),
        entry.host(),
        entry.compression());
  }
}
