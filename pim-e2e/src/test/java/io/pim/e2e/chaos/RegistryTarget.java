package io.pim.e2e.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.json.Json;
import io.pim.tools.oci.DockerRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A repository of Debian's docker-registry, which gets disks for KubeVirt. */
final class RegistryTarget implements LiveTarget {
  private static final String NAME = "team/images";

  private final DockerRegistry registry;
  private final Path folder;
  private final Path stored;

  private RegistryTarget(DockerRegistry registry, Path folder) {
    this.registry = registry;
    this.folder = folder;
    this.stored = folder.resolve("storage/docker/registry/v2/repositories").resolve(NAME);
  }

  static RegistryTarget start(Path folder) throws Exception {
    Optional<DockerRegistry> registry = DockerRegistry.start(Files.createDirectories(folder));
    assumeTrue(registry.isPresent(), "this machine has no docker-registry");
    return new RegistryTarget(registry.get(), folder);
  }

  @Override
  public List<String> fields() {
    return List.of(
        "type: oci",
        "repository: " + registry.repository(NAME),
        "plain_http: true",
        "containerdisk: true");
  }

  @Override
  public void restart() throws IOException {
    registry.restart();
  }

  @Override
  public void require(String id, DeployProof proof) throws Exception {
    List<String> tags = new ArrayList<>();
    json("tags/list").get("tags").forEach(tag -> tags.add(tag.asText()));
    assertTrue(tags.remove(DeployProof.LINE), tags::toString);
    assertEquals(id, deployment(json("manifests/" + DeployProof.LINE)));
    assertTrue(tags.contains(id), tags::toString);
    proof.requireKept(tags);
    Set<String> blobs = new TreeSet<>();
    for (String tag : tags) {
      JsonNode manifest = json("manifests/" + tag);
      assertEquals(tag, deployment(manifest));
      blobs.add(manifest.at("/config/digest").asText());
      blobs.add(manifest.at("/layers/0/digest").asText());
      requireDisk(manifest.at("/layers/0/digest").asText(), proof);
    }
    assertEquals(tags.size(), linked("_manifests/revisions/sha256").size(), "manifests");
    assertEquals(blobs, linked("_layers/sha256"), "blobs");
    requireNoUpload();
  }

  private JsonNode json(String path) throws Exception {
    return Json.mapper().readTree(new String(registry.get(NAME + "/" + path), UTF_8));
  }

  private static String deployment(JsonNode manifest) {
    return manifest.at("/annotations/io.pim.deployment").asText();
  }

  /** Pulls the layer and unpacks it, as KubeVirt's host does. */
  private void requireDisk(String digest, DeployProof proof) throws Exception {
    Path layer = Files.write(folder.resolve("layer"), registry.get(NAME + "/blobs/" + digest));
    Path disk = folder.resolve("disk");
    Process tar =
        new ProcessBuilder("tar", "-xOf", layer.toString(), "disk/web-x86_64.qcow2")
            .redirectOutput(disk.toFile())
            .start();
    assertEquals(0, tar.waitFor(), "tar");
    proof.requireImage(disk);
  }

  /** What the repository has, by digest. What was deleted has a folder without a link. */
  private Set<String> linked(String under) throws IOException {
    Set<String> digests = new TreeSet<>();
    for (String name : DeployProof.names(stored.resolve(under))) {
      if (Files.exists(stored.resolve(under).resolve(name).resolve("link"))) {
        digests.add("sha256:" + name);
      }
    }
    return digests;
  }

  /**
   * An upload of which the client never heard, because one of both died at its beginning, cannot be
   * found by any call; the registry forgets it by itself. It has no byte.
   */
  private void requireNoUpload() throws IOException {
    Path uploads = stored.resolve("_uploads");
    if (Files.exists(uploads)) {
      try (Stream<Path> files = Files.walk(uploads)) {
        for (Path file : files.filter(its -> its.endsWith("data")).toList()) {
          assertEquals(0, Files.size(file), () -> "an upload is left: " + file);
        }
      }
    }
  }

  @Override
  public void close() {
    registry.close();
  }
}
