package io.pim.e2e;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.unit.ListenAddress;
import io.pim.model.unit.Sha256;
import io.pim.tools.oci.DockerRegistry;
import io.pim.worker.metrics.Scrape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One person builds; another one, who builds nothing, runs the image. */
class StoreTest {
  @TempDir Path folder;

  private static void useStore(PimUser user, DockerRegistry registry, String more)
      throws Exception {
    Path own = Files.createDirectories(user.home().resolve(".config/pim")).resolve("pim.yml");
    Files.writeString(
        own,
        "store: {url: 'oci://" + registry.repository("team") + "', plain_http: true}\n" + more);
  }

  /** All hosts of a service share one key: plans under two keys are two plans. */
  private static void shareKeys(PimUser from, PimUser to) throws Exception {
    Path key = Path.of(".local/share/pim/seal.key");
    Files.createDirectories(to.home().resolve(key).getParent());
    Files.copy(from.home().resolve(key), to.home().resolve(key), COPY_ATTRIBUTES);
  }

  @Test
  void anImageReachesAnotherMachineThroughTheStore() throws Exception {
    Optional<DockerRegistry> started = DockerRegistry.start(folder);
    assumeTrue(started.isPresent(), "this machine has no docker-registry");
    try (DockerRegistry registry = started.get();
        PimUser builder = PimUser.withTiny();
        PimUser laptop = PimUser.withTiny()) {
      ListenAddress metrics = FreePort.address();
      useStore(builder, registry, "worker: {metrics: " + metrics.port() + "}\n");
      useStore(laptop, registry, "");
      builder
          .pim("build", "run", "tiny")
          .exits(0)
          .saying("push done", "pushed to " + registry.repository("team") + "/tiny-x86_64:");
      JsonNode built = builder.pim("image", "list", "-o", "json").exits(0).json().get(0);
      JsonNode stored =
          builder.pim("image", "list", "--remote", "-o", "json").exits(0).json().get(0);
      assertEquals(built.get("sha256"), stored.get("sha256"));
      assertTrue(
          Scrape.of(metrics).sum("pim_store_sent_bytes_total", Map.of("kind", "image"))
              > built.get("size").asLong(),
          "the worker has counted what it pushed");
      assertEquals("latest", stored.get("tags").get(1).asText());
      builder.pim("image", "tag", "tiny", "stable").exits(0).saying("stable is tiny-x86_64-");
      shareKeys(builder, laptop);

      laptop.pim("image", "pull", "tiny:stable").exits(0).saying("image tiny-x86_64-");

      JsonNode pulled = laptop.pim("image", "list", "-o", "json").exits(0).json().get(0);
      for (String field : new String[] {"name", "sha256", "created", "imageKey", "buildId"}) {
        assertEquals(built.get(field), pulled.get(field), field);
      }
      assertEquals(
          built.get("sha256").asText(), Sha256.ofFile(Path.of(pulled.get("path").asText())).hex());
      laptop.pim("image", "verify", "tiny").exits(0).saying("is sound");
      laptop
          .pim("build", "run", "tiny")
          .exits(0)
          .saying("nothing to do: image " + built.get("name").asText());

      builder.isSatisfied();
      laptop.isSatisfied();
    }
  }
}
