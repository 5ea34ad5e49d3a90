package io.pim.host.deploy.oci;

import static io.pim.host.deploy.TestDeployments.id;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.host.deploy.TargetDrivers;
import io.pim.host.deploy.TestDeployments;
import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.json.Json;
import io.pim.model.target.OciTarget;
import io.pim.model.target.TargetType;
import io.pim.tools.oci.CuttingProxy;
import io.pim.tools.oci.DockerRegistry;
import io.pim.tools.oci.Repository;
import io.pim.workflows.message.DeployRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Deployments to Debian's docker-registry that are cut off at each request that changes something,
 * before the registry gets it or after it has carried it out.
 */
@Timeout(300)
class OciKillTest {
  private static final String NAME = "team/images";
  private static final int CHUNK = 64 << 10;
  private static final int IMAGE_BYTES = 100_001;

  @TempDir Path home;
  private DockerRegistry registry;
  private CuttingProxy proxy;
  private TestDeployments deployments;

  @BeforeEach
  void start() throws Exception {
    Optional<DockerRegistry> started =
        DockerRegistry.start(Files.createDirectories(home.resolve("registry")));
    assumeTrue(started.isPresent(), "this machine has no docker-registry");
    registry = started.get();
    proxy = new CuttingProxy(registry.port());
    Map<String, Object> settings =
        Map.of(
            "type",
            "oci",
            "repository",
            proxy.repository(NAME),
            "plain_http",
            true,
            "containerdisk",
            true);
    deployments =
        new TestDeployments(home, settings, IMAGE_BYTES) {
          @Override
          public TargetDrivers drivers() {
            return new TargetDrivers(
                Map.of(
                    TargetType.OCI,
                    (name, target, secrets) ->
                        OciDriver.open(name, (OciTarget) target, repository())));
          }
        };
  }

  @AfterEach
  void stop() throws Exception {
    if (registry != null) {
      proxy.close();
      registry.close();
    }
  }

  private Repository repository() {
    return DockerRegistry.open(proxy.repository(NAME), CHUNK, Optional.empty());
  }

  /** Runs all steps; after a failure, runs the step again with another driver, as a worker does. */
  private int runThrough(DeployRequest request) throws Exception {
    deployments.life().open(request, TestDeployments.SERVICE);
    int failures = 0;
    for (DeployStep step : request.plan().steps()) {
      while (!ran(request, step)) {
        failures++;
      }
    }
    deployments.life().close(request.id());
    return failures;
  }

  private boolean ran(DeployRequest request, DeployStep step) throws Exception {
    try {
      deployments.run(request.id(), step);
      return true;
    } catch (BuildFailure e) {
      assertEquals(FailureKind.TARGET_UNREACHABLE, e.report().kind(), e.report().toString());
      return false;
    }
  }

  private void assertCurrent(int day, DeployRequest request) throws Exception {
    Set<String> tags = repository().tags();
    assertEquals(Set.of("web-x86_64", id(day).text()), tags);
    JsonNode manifest = Json.mapper().readTree(registry.get(NAME + "/manifests/web-x86_64"));
    assertEquals(id(day).text(), manifest.at("/annotations/io.pim.deployment").asText());
    String layer = manifest.at("/layers/0/digest").asText();
    Path tar = Files.write(home.resolve("layer"), registry.get(NAME + "/blobs/" + layer));
    Path image = deployments.folders().image(request.plan().image().name());
    assertArrayEquals(
        Files.readAllBytes(image),
        new ProcessBuilder("tar", "-xOf", tar.toString(), "disk/web-x86_64.qcow2")
            .start()
            .getInputStream()
            .readAllBytes());
  }

  /** A cut before a change has the same effect as a cut after the previous change. */
  @Test
  void continuesAfterACutAtEachChange() throws Exception {
    int cut = 0;
    boolean all = false;
    for (int day = 1; !all; day++) {
      proxy.cut(cut, true);
      DeployRequest request = deployments.deploy(day, 1);

      int failures = runThrough(request);

      assertTrue(failures <= 1, cut + " failed " + failures + " times");
      assertCurrent(day, request);
      all = proxy.changes() <= cut;
      cut++;
      assertTrue(cut < 40, "no end");
    }
    assertTrue(cut > 10, "cut at " + cut + " places only");
  }

  @Test
  void undoLeavesNothingAfterACutAtEachChange() throws Exception {
    DeployRequest first = deployments.deploy(1, 1);
    proxy.cut(0, false);
    assertEquals(1, runThrough(first), "cut before the very first change");
    int cut = 0;
    boolean all = false;
    for (int day = 2; !all; day++) {
      proxy.cut(cut, true);
      DeployRequest request = deployments.deploy(day, 2);
      deployments.life().open(request, TestDeployments.SERVICE);
      boolean going = true;
      for (DeployStep step : request.plan().steps()) {
        going = going && (step.compareTo(DeployStep.RECORD) >= 0 || ran(request, step));
      }
      all = proxy.changes() <= cut;
      proxy.cut(-1, false);

      deployments.undo(id(day));

      assertCurrent(1, first);
      cut++;
      assertTrue(cut < 40, "no end");
    }
    assertTrue(cut > 8, "cut at " + cut + " places only");
  }
}
