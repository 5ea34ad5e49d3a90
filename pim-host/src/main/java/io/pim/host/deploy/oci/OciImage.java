package io.pim.host.deploy.oci;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.DeployFact;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.json.Json;
import io.pim.model.target.OciTarget;
import io.pim.model.unit.Sha256;
import io.pim.tools.oci.Blob;
import io.pim.tools.oci.BlobBytes;
import io.pim.tools.oci.BlobFile;
import io.pim.tools.oci.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The blobs and the manifest of a deployment. They follow from image and plan alone, so that
 * another worker makes the same ones.
 */
record OciImage(List<Blob> blobs, Manifest manifest) {
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String ARTIFACT = "application/vnd.pim.image.v1";
  private static final String ARTIFACT_CONFIG = "application/vnd.pim.image.config.v1+json";
  private static final String QCOW2 = "application/x-qemu-disk";
  private static final String UEFI_VARIABLES = "application/vnd.pim.uefi-variables.v1";
  private static final String TITLE = "org.opencontainers.image.title";
  private static final String CREATED = "org.opencontainers.image.created";

  /** The digest of a container disk's layer, once it is known. */
  private static final String FACTS = "layer";

  /** The facts of a layer. */
  record KnownLayer(Sha256 image, Sha256 layer) {}

  static OciImage of(DeployContext context, OciTarget settings, String name) throws IOException {
    return settings.containerDisk() ? containerDisk(context, name) : artifact(context, name);
  }

  private static OciImage artifact(DeployContext context, String name) throws IOException {
    DeployedImage image = context.plan().image();
    List<Blob> blobs = new ArrayList<>();
    List<Map<String, Object>> layers = new ArrayList<>();
    Blob disk = new BlobFile(context.image(), image.sha256(), image.size());
    blobs.add(disk);
    layers.add(descriptor(QCOW2, disk, Map.of(TITLE, name + ".qcow2")));
    if (context.uefiVariables().isPresent()) {
      Blob variables = BlobFile.of(context.uefiVariables().get());
      blobs.add(variables);
      layers.add(descriptor(UEFI_VARIABLES, variables, Map.of(TITLE, name + "-uefi-vars.fd")));
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("image", image.name());
    facts.put("profile", image.profile());
    facts.put("architecture", image.architecture().debianName());
    facts.put("firmware", image.firmware());
    facts.put("build", image.buildId());
    facts.put("sha256", image.sha256());
    facts.put("size", image.size());
    return of(context, ARTIFACT, ARTIFACT_CONFIG, facts, blobs, layers);
  }

  private static OciImage containerDisk(DeployContext context, String name) throws IOException {
    Blob layer = ContainerDisk.of(context.image(), name, layerDigest(context, name));
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("architecture", context.plan().image().architecture().debianName());
    config.put("os", "linux");
    config.put("config", Map.of());
    Map<String, Object> files = new LinkedHashMap<>();
    files.put("type", "layers");
    files.put("diff_ids", List.of("sha256:" + layer.sha256().hex()));
    config.put("rootfs", files);
    return of(
        context, "", CONFIG, config, List.of(layer), List.of(descriptor(LAYER, layer, Map.of())));
  }

  /** The digest of the layer. The first call reads the whole image. */
  private static Sha256 layerDigest(DeployContext context, String name) throws IOException {
    DeployFact<KnownLayer> fact = context.fact(FACTS, KnownLayer.class);
    Sha256 image = context.plan().image().sha256();
    Optional<KnownLayer> known = fact.read().filter(its -> its.image().equals(image));
    if (known.isPresent()) {
      return known.get().layer();
    }
    long size = Math.max(1, context.plan().image().size());
    Sha256 layer =
        ContainerDisk.digest(
            context.image(),
            name,
            done -> context.fraction(Math.min(1, (double) done / size), "taking the digest"));
    fact.write(new KnownLayer(image, layer));
    return layer;
  }

  private static OciImage of(
      DeployContext context,
      String artifactType,
      String configType,
      Map<String, Object> config,
      List<Blob> blobs,
      List<Map<String, Object>> layers)
      throws IOException {
    Blob configBlob = new BlobBytes(Json.mapper().writeValueAsBytes(config));
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", MANIFEST);
    if (!artifactType.isEmpty()) {
      manifest.put("artifactType", artifactType);
    }
    manifest.put("config", descriptor(configType, configBlob, Map.of()));
    manifest.put("layers", layers);
    manifest.put("annotations", annotations(context));
    List<Blob> all = new ArrayList<>(blobs);
    all.add(configBlob);
    String text = Json.mapper().writeValueAsString(manifest);
    return new OciImage(all, new Manifest(MANIFEST, text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Map<String, String> annotations(DeployContext context) {
    DeployedImage image = context.plan().image();
    Map<String, String> notes = new LinkedHashMap<>();
    context.id().time().ifPresent(time -> notes.put(CREATED, time.toString()));
    notes.put(OciEntry.DEPLOYMENT, context.id().text());
    notes.put(OciEntry.IMAGE, image.name());
    notes.put(OciEntry.SHA256, image.sha256().hex());
    notes.put("io.pim.build", image.buildId().text());
    notes.put("io.pim.plan", image.planKey().toString());
    return notes;
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
