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

/** A repository of Debian's docker-registry, which gets disks for KubeVirt. */
final class RegistryTarget implements LiveTarget {
  private static final String NAME = "team/images";

  /** docker-registry's own names. */
  private static final String REFUSED = "upload resumed at wrong offest";

  private final DockerRegistry registry;
  private final CountingRelay relay;
  private final Path folder;
  private final Path stored;

  /** Includes those of removed deployments: the registry keeps them until it collects garbage. */
  private final Set<String> blobs = new TreeSet<>();

  private RegistryTarget(DockerRegistry registry, Path folder) throws IOException {
    this.registry = registry;
    this.relay = CountingRelay.ofPort(registry.port());
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
        "repository: 127.0.0.1:" + relay.port() + "/" + NAME,
        "plain_http: true",
        "containerdisk: true");
  }

  @Override
  public void restart() throws IOException {
    relay.down();
    registry.restart();
    relay.up();
  }

  @Override
  public boolean hasPartOf(ChaosImage image) {
    return relay.received() > image.data() / 4;
  }

  @Override
  public void require(DeployProof proof) throws Exception {
    DeployProof.requireNames(
        List.of(NAME), texts(json("_catalog").get("repositories")), "registry");
    List<String> tags = texts(json(NAME + "/tags/list").get("tags"));
    assertTrue(tags.remove(DeployProof.LINE), tags::toString);
    proof.requireKept(tags);
    assertEquals(proof.current(), deployment(manifest(DeployProof.LINE)));
    for (String tag : tags) {
      JsonNode manifest = manifest(tag);
      assertEquals(tag, deployment(manifest));
      assertEquals(1, manifest.get("layers").size(), manifest::toString);
      blobs.add(manifest.at("/config/digest").asText());
      blobs.add(manifest.at("/layers/0/digest").asText());
      requireDisk(tag, manifest.at("/layers/0/digest").asText(), proof);
    }
    assertEquals(tags.size(), linked("_manifests/revisions/sha256").size(), "manifests");
    assertEquals(blobs, linked("_layers/sha256"), "blobs");
    requireNoUpload();
  }

  /** Each deployment has another disk, so its layer must have been sent. */
  @Override
  public Optional<Long> sentTwice(DeployProof proof) throws Exception {
    long received = relay.takeReceived();
    long layer = manifest(proof.current()).at("/layers/0/size").asLong();
    return Optional.of(DeployProof.sentTwice(received, layer));
  }

  private JsonNode manifest(String tag) throws Exception {
    return json(NAME + "/manifests/" + tag);
  }

  private static List<String> texts(JsonNode all) {
    List<String> texts = new ArrayList<>();
    all.forEach(one -> texts.add(one.asText()));
    return texts;
  }

  private JsonNode json(String path) throws Exception {
    return Json.mapper().readTree(new String(registry.get(path), UTF_8));
  }

  private static String deployment(JsonNode manifest) {
    return manifest.at("/annotations/io.pim.deployment").asText();
  }

  /** Pulls the layer and unpacks it, as KubeVirt's host does. */
  private void requireDisk(String deployment, String digest, DeployProof proof) throws Exception {
    Path layer = Files.write(folder.resolve("layer"), registry.get(NAME + "/blobs/" + digest));
    Path disk = folder.resolve("disk");
    Process tar =
        new ProcessBuilder("tar", "-xOf", layer.toString(), "disk/web-x86_64.qcow2")
            .redirectOutput(disk.toFile())
            .start();
    assertEquals(0, tar.waitFor(), "tar");
    proof.requireImage(deployment, disk);
  }

  /** The contents of the repository, by digest. A deleted blob has a folder without a link. */
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
   * Two kinds of uploads cannot be removed by a call; the registry drops them by itself. The
   * registry refuses access to an upload that was cut off in the middle of a chunk, as its log
   * shows, so somebody must have requested it. An upload that the client never learned of, because
   * one side died at its beginning, has no bytes.
   */
  private void requireNoUpload() throws IOException {
    Path uploads = stored.resolve("_uploads");
    List<String> log = Files.readAllLines(folder.resolve("log"), UTF_8);
    for (String upload : Files.exists(uploads) ? DeployProof.names(uploads) : List.<String>of()) {
      Path data = uploads.resolve(upload).resolve("data");
      boolean hasBytes = Files.exists(data) && Files.size(data) > 0;
      boolean isRefused =
          log.stream().anyMatch(line -> line.contains(REFUSED) && line.contains(upload));
      assertTrue(!hasBytes || isRefused, () -> "an upload is left: " + data);
    }
  }

  @Override
  public void close() throws IOException {
    relay.close();
    registry.close();
  }
}
