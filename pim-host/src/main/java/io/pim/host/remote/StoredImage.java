package io.pim.host.remote;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.host.oci.ArtifactParts;
import io.pim.host.oci.ArtifactTypes;
import io.pim.model.failure.BuildFailure;
import io.pim.model.files.BuildId;
import io.pim.model.files.Names;
import io.pim.model.json.Json;
import io.pim.model.plan.StepKey;
import io.pim.model.store.StoreLine;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import io.pim.tools.oci.Manifest;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * An image in the store, as its manifest describes it. Anybody with write access can have written
 * it, so the form of every field has been checked.
 *
 * @param name its name in registries; a plain name
 * @param created when its build finished
 * @param sha256 of its disk
 * @param size of its disk, in bytes
 */
public record StoredImage(
    StoreLine line,
    String name,
    BuildId build,
    Instant created,
    StepKey plan,
    Firmware firmware,
    Sha256 sha256,
    long size,
    Manifest manifest) {

  /** The image of a manifest; empty if it is not one of the store's. */
  public static Optional<StoredImage> of(Manifest manifest) {
    try {
      JsonNode notes = Json.mapper().readTree(manifest.bytes()).path("annotations");
      ArtifactParts.Part disk = ArtifactParts.of(manifest, "").disk();
      StoredImage image =
          new StoredImage(
              new StoreLine(
                  text(notes, ArtifactTypes.PROFILE),
                  Architecture.of(text(notes, ArtifactTypes.ARCHITECTURE))),
              text(notes, ArtifactTypes.IMAGE),
              BuildId.of(text(notes, ArtifactTypes.BUILD)),
              Instant.parse(text(notes, ArtifactTypes.CREATED)),
              StepKey.of(text(notes, ArtifactTypes.PLAN)),
              Firmware.of(text(notes, ArtifactTypes.FIRMWARE)),
              Sha256.of(text(notes, ArtifactTypes.SHA256)),
              disk.size(),
              manifest);
      return Optional.of(image).filter(its -> its.isSound(disk.sha256()));
    } catch (IllegalArgumentException | DateTimeException | BuildFailure e) {
      return Optional.empty();
    } catch (IOException e) {
      // The text is not JSON.
      return Optional.empty();
    }
  }

  /** A name with the form of a build's id must be that of its own build. */
  private boolean isSound(Sha256 disk) {
    return sha256.equals(disk)
        && Names.isPlain(name)
        && build.workflowId().equals(line.name())
        && (name.equals(build.text()) || BuildId.tryParse(name).isEmpty());
  }

  private static String text(JsonNode notes, String key) {
    return notes.path(key).asText();
  }
}
