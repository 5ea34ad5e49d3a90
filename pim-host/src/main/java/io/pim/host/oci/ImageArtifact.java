package io.pim.host.oci;

import io.pim.model.deploy.DeployedImage;
import io.pim.model.registry.ImageManifest;
import io.pim.tools.oci.Blob;
import io.pim.tools.oci.BlobBytes;
import io.pim.tools.oci.BlobFile;
import io.pim.tools.oci.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An image as an OCI artifact: its disk, its UEFI variables, its manifest and its list of packages.
 * Blobs and manifest depend on image and annotations alone, so that another process makes the same
 * ones.
 */
public record ImageArtifact(List<Blob> blobs, Manifest manifest) {
  public ImageArtifact {
    blobs = List.copyOf(blobs);
  }

  /**
   * The artifact of an image.
   *
   * @param title the files' name for people who fetch them without PIM
   * @param more annotations besides those of every image
   */
  public static ImageArtifact of(
      ArtifactFiles files, DeployedImage image, String title, Map<String, String> more)
      throws IOException {
    ManifestWriter writer = new ManifestWriter();
    writer.layer(
        ArtifactTypes.DISK,
        new BlobFile(files.disk(), image.sha256(), image.size()),
        titled(title + ".qcow2"));
    if (files.uefiVariables().isPresent()) {
      writer.layer(
          ArtifactTypes.UEFI_VARIABLES,
          BlobFile.of(files.uefiVariables().get()),
          titled(title + "-uefi-vars.fd"));
    }
    if (files.manifest().isPresent()) {
      BlobFile manifest = BlobFile.of(files.manifest().get());
      writer.layer(ArtifactTypes.IMAGE_MANIFEST, manifest, titled(title + ".manifest.json"));
      Optional<Blob> packages = packages(manifest);
      packages.ifPresent(
          its -> writer.layer(ArtifactTypes.PACKAGES, its, titled(title + ".packages.txt")));
    }
    Map<String, String> annotations = annotations(image);
    annotations.putAll(more);
    return writer.write(
        ArtifactTypes.ARTIFACT, ArtifactTypes.CONFIG, configuration(image), annotations);
  }

  private static Map<String, String> titled(String title) {
    return Map.of(ArtifactTypes.TITLE, title);
  }

  /** The list of packages; empty if none is known. */
  private static Optional<Blob> packages(BlobFile manifest) {
    try {
      Map<String, String> versions = ImageManifest.read(manifest.file()).packages();
      String lines =
          versions.entrySet().stream()
              .map(its -> its.getKey() + " " + its.getValue() + "\n")
              .collect(Collectors.joining());
      return Optional.of(lines)
          .filter(text -> !text.isEmpty())
          .map(text -> new BlobBytes(text.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      // A manifest of another PIM is pushed unchanged.
      return Optional.empty();
    }
  }

  private static Map<String, Object> configuration(DeployedImage image) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("image", image.name());
    facts.put("profile", image.profile());
    facts.put("architecture", image.architecture().debianName());
    facts.put("firmware", image.firmware());
    facts.put("build", image.buildId());
    facts.put("sha256", image.sha256());
    facts.put("size", image.size());
    return facts;
  }

  /** The annotations of every image. */
  public static Map<String, String> annotations(DeployedImage image) {
    Map<String, String> notes = new LinkedHashMap<>();
    notes.put(ArtifactTypes.IMAGE, image.name());
    notes.put(ArtifactTypes.PROFILE, image.profile());
    notes.put(ArtifactTypes.ARCHITECTURE, image.architecture().id());
    notes.put(ArtifactTypes.FIRMWARE, image.firmware().id());
    notes.put(ArtifactTypes.SHA256, image.sha256().hex());
    notes.put(ArtifactTypes.BUILD, image.buildId().text());
    notes.put(ArtifactTypes.PLAN, image.planKey().toString());
    return notes;
  }
}
