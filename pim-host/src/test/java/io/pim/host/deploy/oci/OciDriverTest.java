package io.pim.host.deploy.oci;

import static io.pim.host.deploy.TestDeployments.id;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.host.deploy.TargetDeployment;
import io.pim.host.deploy.TestDeployments;
import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.files.DeploymentId;
import io.pim.model.json.Json;
import io.pim.model.unit.Firmware;
import io.pim.tools.oci.DockerRegistry;
import io.pim.tools.oci.Manifest;
import io.pim.workflows.activity.DeployNote;
import io.pim.workflows.message.DeployRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pushes, and their obstacles. */
@Timeout(180)
class OciDriverTest extends OciFixture {
  @Test
  void pushesTheImageAsAnArtifact() throws Exception {
    start(false);
    DeployRequest request = deployments.deploy(1, 3);

    deployments.runAll(request);

    JsonNode manifest = pulled(LINE);
    assertEquals("application/vnd.pim.image.v1", manifest.get("artifactType").asText());
    assertEquals(id(1).text(), current());
    assertArrayEquals(sent(request), blob(manifest.get("layers").get(0)));
    assertEquals("variables 1", new String(blob(manifest.get("layers").get(1)), UTF_8));
    JsonNode config = Json.mapper().readTree(blob(manifest.get("config")));
    assertEquals("amd64", config.get("architecture").asText());
    assertEquals(tags(1), tags());
    String place = registry.repository(NAME) + ":" + id(1);
    assertEquals(place, deployments.registry().find(id(1)).orElseThrow().place());
    assertEquals(
        List.of(
            new TargetDeployment(
                id(1),
                place,
                request.plan().image().name(),
                Optional.of(request.plan().image().sha256()),
                TargetDeployment.State.CURRENT)),
        inventory());
  }

  @Test
  void pushesADiskThatKubeVirtReads() throws Exception {
    start(true);
    DeployRequest request = deployments.deploy(1, 3);

    deployments.runAll(request);

    JsonNode manifest = pulled(LINE);
    assertEquals(1, manifest.get("layers").size());
    JsonNode layer = manifest.get("layers").get(0);
    Path tar = Files.write(home.resolve("layer.tar"), blob(layer));
    JsonNode config = Json.mapper().readTree(blob(manifest.get("config")));
    assertEquals("amd64", config.get("architecture").asText());
    assertEquals(layer.get("digest"), config.get("rootfs").get("diff_ids").get(0));
    String listing = new String(output("tar", "--numeric-owner", "-tvf", tar.toString()), UTF_8);
    assertEquals(
        List.of("dr-xr-xr-x 107/107 0 disk/", "-r--r----- 107/107 300001 disk/web-x86_64.qcow2"),
        listing
            .lines()
            .map(line -> line.replaceAll(" +", " "))
            .map(OciDriverTest::noTime)
            .toList());
    byte[] disk = output("tar", "-xOf", tar.toString(), "disk/web-x86_64.qcow2");
    assertArrayEquals(sent(request), disk);
  }

  private static String noTime(String line) {
    return line.replaceFirst(" \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d ", " ");
  }

  private static byte[] output(String... command) throws IOException {
    return new ProcessBuilder(command).start().getInputStream().readAllBytes();
  }

  @Test
  void sendsAnImageOnlyOnce() throws Exception {
    start(true);
    deployments.runAll(deployments.deploy(1, 3));
    DeployRequest again =
        deployments.request(
            id(2),
            deployments.plan(
                DeployAct.DEPLOY, deployments.image(1, Firmware.UEFI), Optional.empty(), 3));
    deployments.life().open(again, TestDeployments.SERVICE);

    DeployNote note = deployments.run(id(2), DeployStep.UPLOAD);

    assertEquals("already exists", note.text());
  }

  @Test
  void refusesATagThatPimDidNotMake() throws Exception {
    start(false);
    deployments.runAll(deployments.deploy(1, 3));
    Manifest mine = repository.manifest(LINE).orElseThrow();
    String text = new String(mine.bytes(), UTF_8).replace("io.pim.deployment", "mine");
    Manifest somebodys = new Manifest(mine.type(), text.getBytes(UTF_8));
    repository.put(LINE, somebodys);
    DeployRequest request = deployments.deploy(2, 3);

    FailureReport found = failure(request, DeployStep.CHECK);

    assertEquals(FailureKind.TARGET_REFUSED, found.kind());
    assertTrue(found.why().contains("PIM did not make it"), found.toString());
    deployments.run(request.id(), DeployStep.CREATE);
    assertEquals(FailureKind.TARGET_REFUSED, failure(request, DeployStep.SWITCH).kind());
    assertArrayEquals(somebodys.bytes(), repository.manifest(LINE).orElseThrow().bytes());
  }

  @Test
  void reportsRefusalsOfTheRegistry() throws Exception {
    start(false, DockerRegistry.Feature.PASSWORD);
    DeployRequest request = deployments.deploy(1, 3);

    FailureReport found = failure(request, DeployStep.CHECK);

    assertEquals(FailureKind.TARGET_REFUSED, found.kind());
    assertTrue(found.todo().contains("login:"), found.toString());
    registry.close();
    assertEquals(FailureKind.TARGET_UNREACHABLE, failure(request, DeployStep.CHECK).kind());
  }

  @Test
  void namesDeploymentsWithTags() {
    DeploymentId plus = DeploymentId.of("web+1-x86_64-to-shelf-20261101-100000");
    DeploymentId other = DeploymentId.of("web+2-x86_64-to-shelf-20261101-100000");
    assertEquals(id(1).text(), OciNames.of(id(1)));
    assertTrue(OciNames.of(plus).matches("pim-[0-9a-f]{40}"), OciNames.of(plus));
    assertFalse(OciNames.of(plus).equals(OciNames.of(other)));
  }
}
