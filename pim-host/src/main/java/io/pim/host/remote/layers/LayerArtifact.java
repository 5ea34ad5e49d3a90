package io.pim.host.remote.layers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pim.host.oci.ArtifactTypes;
import io.pim.model.json.Json;
import io.pim.tools.oci.BlobBytes;
import io.pim.tools.oci.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * A layer as an OCI artifact: its configuration is the signed description, its layers are the disks
 * and UEFI variables of the whole stack, so that the registry keeps them. Stacks with the same
 * layers share their blobs.
 */
record LayerArtifact(BlobBytes description, Manifest manifest) {

  /** A blob with its media type. */
  private record Typed(String type, LayerDescription.File file) {}

  static LayerArtifact of(LayerDescription description, LayerSigner signer, LocalDate used)
      throws IOException {
    BlobBytes config = new BlobBytes(Json.mapper().writeValueAsBytes(description));
    Set<Typed> files = new LinkedHashSet<>();
    for (LayerDescription.Part part : description.parts()) {
      files.add(new Typed(LayerTypes.DISK, part.disk()));
      part.uefiVariables().ifPresent(f -> files.add(new Typed(LayerTypes.UEFI_VARIABLES, f)));
    }
    description.kernel().ifPresent(file -> files.add(new Typed(LayerTypes.KERNEL, file)));
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", ArtifactTypes.OCI_MANIFEST);
    manifest.put("artifactType", LayerTypes.ARTIFACT);
    manifest.put(
        "config",
        descriptor(
            new Typed(
                LayerTypes.DESCRIPTION,
                new LayerDescription.File(config.sha256(), config.size()))));
    manifest.put("layers", files.stream().map(LayerArtifact::descriptor).toList());
    Map<String, String> notes = new LinkedHashMap<>();
    notes.put(LayerTypes.SIGNATURE, signer.sign(config.bytes()));
    notes.put(LayerTypes.KEY_ID, signer.keyId());
    notes.put(LayerTypes.USED, used.toString());
    notes.put(ArtifactTypes.CREATED, description.created().toString());
    notes.put(LayerTypes.BUILD, description.top().build().text());
    manifest.put("annotations", notes);
    return new LayerArtifact(config, manifest(Json.mapper().valueToTree(manifest)));
  }

  /** The same layer, with another day of use. */
  static Manifest usedOn(Manifest manifest, LocalDate day) throws IOException {
    JsonNode json = Json.mapper().readTree(manifest.bytes());
    if (json.path("annotations") instanceof ObjectNode notes) {
      notes.put(LayerTypes.USED, day.toString());
    }
    return manifest(json);
  }

  private static Manifest manifest(JsonNode json) {
    return new Manifest(
        ArtifactTypes.OCI_MANIFEST, json.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, Object> descriptor(Typed blob) {
    Map<String, Object> descriptor = new LinkedHashMap<>();
    descriptor.put("mediaType", blob.type());
    descriptor.put("digest", "sha256:" + blob.file().sha256().hex());
    descriptor.put("size", blob.file().size());
    return descriptor;
  }
}
