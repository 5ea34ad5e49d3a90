package io.pim.host.oci;

import io.pim.model.json.Json;
import io.pim.tools.oci.Blob;
import io.pim.tools.oci.BlobBytes;
import io.pim.tools.oci.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the blobs of an artifact and writes its manifest, by OCI's image specification 1.1. The
 * same blobs give the same manifest.
 */
public final class ManifestWriter {
  private final List<Blob> blobs = new ArrayList<>();
  private final List<Map<String, Object>> layers = new ArrayList<>();

  /** Adds a layer. */
  public ManifestWriter layer(String type, Blob blob, Map<String, String> annotations) {
    blobs.add(blob);
    layers.add(descriptor(type, blob, annotations));
    return this;
  }

  /**
   * Writes the manifest.
   *
   * @param artifactType empty for a container image
   */
  public ImageArtifact write(
      String artifactType,
      String configType,
      Map<String, Object> config,
      Map<String, String> annotations)
      throws IOException {
    Blob configBlob = new BlobBytes(Json.mapper().writeValueAsBytes(config));
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", ArtifactTypes.OCI_MANIFEST);
    if (!artifactType.isEmpty()) {
      manifest.put("artifactType", artifactType);
    }
    manifest.put("config", descriptor(configType, configBlob, Map.of()));
    manifest.put("layers", layers);
    manifest.put("annotations", annotations);
    List<Blob> all = new ArrayList<>(blobs);
    all.add(configBlob);
    String text = Json.mapper().writeValueAsString(manifest);
    return new ImageArtifact(
        all, new Manifest(ArtifactTypes.OCI_MANIFEST, text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Map<String, Object> descriptor(
      String type, Blob blob, Map<String, String> annotations) {
    Map<String, Object> descriptor = new LinkedHashMap<>();
    descriptor.put("mediaType", type);
    descriptor.put("digest", "sha256:" + blob.sha256().hex());
    descriptor.put("size", blob.size());
    if (!annotations.isEmpty()) {
      descriptor.put("annotations", annotations);
    }
    return descriptor;
  }
}
