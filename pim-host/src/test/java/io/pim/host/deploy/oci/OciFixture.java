package io.pim.host.deploy.oci;

import static io.pim.host.deploy.TestDeployments.id;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.host.deploy.TargetDeployment;
import io.pim.host.deploy.TargetDriver;
import io.pim.host.deploy.TargetDrivers;
import io.pim.host.deploy.TestDeployments;
import io.pim.model.deploy.DeploySecrets;
import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureReport;
import io.pim.model.json.Json;
import io.pim.model.target.OciTarget;
import io.pim.model.target.TargetSettings;
import io.pim.model.target.TargetType;
import io.pim.tools.oci.DockerRegistry;
import io.pim.tools.oci.Repository;
import io.pim.workflows.message.DeployRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Deployments to Debian's docker-registry. */
@Timeout(180)
abstract class OciFixture {
  static final String NAME = "team/images";
  static final String LINE = "web-x86_64";
  static final int CHUNK = 64 << 10;
  static final int IMAGE_BYTES = 300_001;

  @TempDir Path home;
  DockerRegistry registry;
  TestDeployments deployments;
  Repository repository;

  @AfterEach
  void stop() {
    if (registry != null) {
      registry.close();
    }
  }

  void start(boolean containerDisk, DockerRegistry.Feature... features) throws Exception {
    Optional<DockerRegistry> started =
        DockerRegistry.start(Files.createDirectories(home.resolve("registry")), features);
    assumeTrue(started.isPresent(), "this machine has no docker-registry");
    registry = started.get();
    repository = registry.open(NAME, Optional.empty(), CHUNK);
    Map<String, Object> settings = new HashMap<>();
    settings.put("type", "oci");
    settings.put("repository", registry.repository(NAME));
    settings.put("plain_http", true);
    settings.put("containerdisk", containerDisk);
    deployments =
        new TestDeployments(home, settings, IMAGE_BYTES) {
          @Override
          public TargetDrivers drivers() {
            return new TargetDrivers(
                Map.of(
                    TargetType.OCI,
                    (name, target, secrets) ->
                        OciDriver.open(
                            name,
                            (OciTarget) target,
                            registry.open(NAME, Optional.empty(), CHUNK))));
          }
        };
  }

  byte[] sent(DeployRequest request) throws IOException {
    return Files.readAllBytes(deployments.folders().image(request.plan().image().name()));
  }

  /** The answer to a client other than PIM for a tag. */
  JsonNode pulled(String tag) throws Exception {
    return Json.mapper().readTree(registry.get(NAME + "/manifests/" + tag));
  }

  byte[] blob(JsonNode descriptor) throws Exception {
    return registry.get(NAME + "/blobs/" + descriptor.get("digest").asText());
  }

  String current() throws Exception {
    return pulled(LINE).path("annotations").path("io.pim.deployment").asText();
  }

  Set<String> tags() throws Exception {
    return repository.tags();
  }

  static Set<String> tags(int... days) {
    Set<String> tags =
        Arrays.stream(days).mapToObj(day -> id(day).text()).collect(Collectors.toSet());
    tags.add(LINE);
    return tags;
  }

  void runUntil(DeployRequest request, DeployStep last) throws Exception {
    deployments.life().open(request, TestDeployments.SERVICE);
    for (DeployStep step : request.plan().steps()) {
      if (step.compareTo(last) <= 0) {
        deployments.run(request.id(), step);
      }
    }
  }

  FailureReport failure(DeployRequest request, DeployStep step) throws Exception {
    deployments.life().open(request, TestDeployments.SERVICE);
    return assertThrows(BuildFailure.class, () -> deployments.run(request.id(), step)).report();
  }

  List<TargetDeployment> inventory() throws Exception {
    TargetSettings settings = TargetSettings.read("shelf", deployments.settings());
    try (TargetDriver driver = deployments.drivers().open("shelf", settings, DeploySecrets.NONE)) {
      return driver.inventory();
    }
  }
}
