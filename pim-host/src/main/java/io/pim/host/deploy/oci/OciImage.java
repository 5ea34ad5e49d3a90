package io.pim.host.deploy.oci;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.DeployFact;
import io.pim.host.oci.ArtifactFiles;
import io.pim.host.oci.ArtifactTypes;
import io.pim.host.oci.ImageArtifact;
import io.pim.host.oci.ManifestWriter;
import io.pim.model.target.OciTarget;
import io.pim.model.unit.Sha256;
import io.pim.tools.oci.Blob;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the artifact of a deployment: the image as the store has it, or a container disk. Both
 * depend on image and plan alone, so that another worker makes the same artifact.
 */
final class OciImage {
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";

  /** The digest of a container disk's layer, once it is known. */
  private static final String FACTS = "layer";

  private OciImage() {}

  /** The facts of a layer. */
  record KnownLayer(Sha256 image, Sha256 layer) {}

  static ImageArtifact of(DeployContext context, OciTarget settings, String name)
      throws IOException {
    return settings.containerDisk()
        ? containerDisk(context, name)
        : ImageArtifact.of(
            new ArtifactFiles(context.image(), context.uefiVariables(), context.manifest()),
            context.plan().image(),
            name,
            annotations(context));
  }

  private static ImageArtifact containerDisk(DeployContext context, String name)
      throws IOException {
    Blob layer = ContainerDisk.of(context.image(), name, layerDigest(context, name));
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("architecture", context.plan().image().architecture().debianName());
    config.put("os", "linux");
    config.put("config", Map.of());
    Map<String, Object> files = new LinkedHashMap<>();
    files.put("type", "layers");
    files.put("diff_ids", List.of("sha256:" + layer.sha256().hex()));
    config.put("rootfs", files);
    Map<String, String> annotations = ImageArtifact.annotations(context.plan().image());
    annotations.putAll(annotations(context));
    return new ManifestWriter()
        .layer(LAYER, layer, Map.of())
        .write("", CONFIG, config, annotations);
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

  private static Map<String, String> annotations(DeployContext context) {
    Map<String, String> notes = new LinkedHashMap<>();
    context.id().time().ifPresent(time -> notes.put(ArtifactTypes.CREATED, time.toString()));
    notes.put(OciEntry.DEPLOYMENT, context.id().text());
    return notes;
  }
}
