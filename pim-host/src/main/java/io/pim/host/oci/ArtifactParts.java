package io.pim.host.oci;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.json.Json;
import io.pim.model.unit.Sha256;
import io.pim.tools.oci.Manifest;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of an image in a registry, read from its OCI manifest. The registry is not trusted: a
 * part is known by its media type alone, its size has a limit, and titles are ignored.
 *
 * @param uefiVariables empty with BIOS
 * @param imageManifest PIM's own manifest
 */
public record ArtifactParts(Part disk, Optional<Part> uefiVariables, Part imageManifest) {
  private static final long MOST_OF_DISK = 8L << 40;
  private static final long MOST_OF_VARIABLES = 256L << 20;
  private static final long MOST_OF_MANIFEST = 32L << 20;
  private static final int MOST_LAYERS = 64;
  private static final Pattern DIGEST = Pattern.compile("sha256:([0-9a-f]{64})");

  /** A blob with its size in bytes. */
  public record Part(Sha256 sha256, long size) {}

  /**
   * Reads the parts.
   *
   * @param where for the failure
   * @throws BuildFailure TARGET_FAILED when it is not an image of PIM's
   */
  public static ArtifactParts of(Manifest manifest, String where) {
    if (!manifest.type().equals(ArtifactTypes.OCI_MANIFEST)) {
      throw strange(where, "Its media type is " + manifest.type() + ".");
    }
    JsonNode layers = json(manifest, where).path("layers");
    if (!layers.isArray() || layers.size() > MOST_LAYERS) {
      throw strange(where, "Its manifest has no list of layers as PIM writes it.");
    }
    Map<String, Part> parts = new HashMap<>();
    for (JsonNode layer : layers) {
      String type = layer.path("mediaType").asText();
      long most = most(type);
      if (most > 0 && parts.put(type, part(layer, most, where)) != null) {
        throw strange(where, "Its manifest has two layers of type " + type + ".");
      }
    }
    return new ArtifactParts(
        required(parts, ArtifactTypes.DISK, where),
        Optional.ofNullable(parts.get(ArtifactTypes.UEFI_VARIABLES)),
        required(parts, ArtifactTypes.IMAGE_MANIFEST, where));
  }

  private static JsonNode json(Manifest manifest, String where) {
    try {
      JsonNode json = Json.mapper().readTree(manifest.bytes());
      if (!json.path("artifactType").asText().equals(ArtifactTypes.ARTIFACT)) {
        throw strange(where, "Its artifact type is not " + ArtifactTypes.ARTIFACT + ".");
      }
      return json;
    } catch (JacksonException e) {
      throw strange(where, "Its manifest is not JSON.");
    } catch (IOException e) {
      throw strange(where, "Its manifest cannot be read.");
    }
  }

  /** The greatest size of a layer in bytes; 0 for a layer that is not needed. */
  private static long most(String type) {
    return switch (type) {
      case ArtifactTypes.DISK -> MOST_OF_DISK;
      case ArtifactTypes.UEFI_VARIABLES -> MOST_OF_VARIABLES;
      case ArtifactTypes.IMAGE_MANIFEST -> MOST_OF_MANIFEST;
      default -> 0;
    };
  }

  private static Part part(JsonNode layer, long most, String where) {
    Matcher digest = DIGEST.matcher(layer.path("digest").asText());
    JsonNode size = layer.path("size");
    if (!digest.matches() || !size.canConvertToLong() || !size.isIntegralNumber()) {
      throw strange(where, "A layer has no SHA-256 digest, or no size.");
    }
    if (size.asLong() < 1 || size.asLong() > most) {
      throw strange(where, "A layer has " + size.asLong() + " bytes; PIM takes 1 to " + most + ".");
    }
    return new Part(Sha256.of(digest.group(1)), size.asLong());
  }

  private static Part required(Map<String, Part> parts, String type, String where) {
    return Optional.ofNullable(parts.get(type))
        .orElseThrow(() -> strange(where, "It has no layer of type " + type + "."));
  }

  private static BuildFailure strange(String where, String why) {
    return BuildFailure.of(FailureKind.TARGET_FAILED, "The registry has no image of PIM's there.")
        .where(where)
        .why(why)
        .todo("See what there is: pim image list --remote")
        .build();
  }
}
