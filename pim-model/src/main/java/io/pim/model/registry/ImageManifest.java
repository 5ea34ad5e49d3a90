package io.pim.model.registry;

import io.pim.model.files.BuildId;
import io.pim.model.json.Json;
import io.pim.model.plan.IsoSource;
import io.pim.model.plan.MachineSpec;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKey;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The origin and contents of an image, in a file beside it; contains no secrets.
 *
 * @param format the version of this record's shape
 * @param iso the ISO it was installed from; empty for an imported image
 * @param imported the file it was imported from; empty for an image PIM has built
 * @param steps the plan's steps with their keys and inputs; none for an imported image
 * @param tools the version of each tool used, by name: pim, qemu, qemu-img, temporal
 * @param packages the version of each package in the image, by name
 * @param sha256 the image's digest
 * @param size of the image's file, in bytes
 * @param compression of the image's file; it differs from the plan's if qemu-img could not write
 *     that, and is empty in manifests of an older PIM
 */
public record ImageManifest(
    int format,
    BuildId buildId,
    String profile,
    MachineSpec machine,
    Optional<IsoSource> iso,
    Optional<ImportedFile> imported,
    StepKey imageKey,
    List<PlanStep> steps,
    SortedMap<String, String> tools,
    SortedMap<String, String> packages,
    Sha256 sha256,
    long size,
    Optional<Compression> compression,
    Instant created) {

  public static final int FORMAT = 1;

  public ImageManifest {
    steps = List.copyOf(steps);
    tools = new TreeMap<>(tools);
    packages = new TreeMap<>(packages);
  }

  public static ImageManifest read(Path file) throws IOException {
    return Json.read(file, ImageManifest.class);
  }

  public void write(Path file) throws IOException {
    Json.write(file, this);
  }
}
