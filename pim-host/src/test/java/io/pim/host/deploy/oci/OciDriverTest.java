package io.pim.host.deploy.oci;

import static io.pim.host.deploy.TestDeployments.id;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.host.build.StepReporter;
import io.pim.host.deploy.TargetDeployment;
import io.pim.host.deploy.TargetDriver;
import io.pim.host.deploy.TargetDrivers;
import io.pim.host.deploy.TestDeployments;
import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeploySecrets;
import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.files.DeploymentId;
import io.pim.model.json.Json;
import io.pim.model.target.OciTarget;
import io.pim.model.target.TargetSettings;
import io.pim.model.target.TargetType;
import io.pim.model.unit.Firmware;
import io.pim.tools.oci.DockerRegistry;
import io.pim.tools.oci.Manifest;
import io.pim.tools.oci.Repository;
import io.pim.workflows.activity.DeployNote;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Deployments to Debian's docker-registry. */
@Timeout(180)
class OciDriverTest {
  private static final String NAME = "team/images";
  private static final String LINE = "web-x86_64";
  private static final int CHUNK = 64 << 10;
  private static final int IMAGE_BYTES = 300_001;

  @TempDir Path home;
  private DockerRegistry registry;
  private TestDeployments deployments;
  private Repository repository;

  @AfterEach
  void stop() {
    if (registry != null) {
      registry.close();
    }
  }

  private void start(boolean containerDisk, DockerRegistry.Feature... features) throws Exception {
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

  private byte[] sent(DeployRequest request) throws IOException {
    return Files.readAllBytes(deployments.folders().image(request.plan().image().name()));
  }

  /** What a client without PIM gets by a tag. */
  private JsonNode pulled(String tag) throws Exception {
    return Json.mapper().readTree(registry.get(NAME + "/manifests/" + tag));
  }

  private byte[] blob(JsonNode descriptor) throws Exception {
    return registry.get(NAME + "/blobs/" + descriptor.get("digest").asText());
  }

  private String current() throws Exception {
    return pulled(LINE).path("annotations").path("io.pim.deployment").asText();
  }

  private Set<String> tags() throws Exception {
    return repository.tags();
  }

  private static Set<String> tags(int... days) {
    Set<String> tags =
        Arrays.stream(days).mapToObj(day -> id(day).text()).collect(Collectors.toSet());
    tags.add(LINE);
    return tags;
  }

  private void runUntil(DeployRequest request, DeployStep last) throws Exception {
    deployments.life().open(request, TestDeployments.SERVICE);
    for (DeployStep step : request.plan().steps()) {
      if (step.compareTo(last) <= 0) {
        deployments.run(request.id(), step);
      }
    }
  }

  private FailureReport failure(DeployRequest request, DeployStep step) throws Exception {
    deployments.life().open(request, TestDeployments.SERVICE);
    return assertThrows(BuildFailure.class, () -> deployments.run(request.id(), step)).report();
  }

  @Test
  void pushesTheVeryImageAsAnArtifact() throws Exception {
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

  private List<TargetDeployment> inventory() throws Exception {
    TargetSettings settings = TargetSettings.read("shelf", deployments.settings());
    try (TargetDriver driver = deployments.drivers().open("shelf", settings, DeploySecrets.NONE)) {
      return driver.inventory();
    }
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
  void theNextOneReplacesItAndARollbackBringsItBack() throws Exception {
    start(false);
    for (int day = 1; day <= 3; day++) {
      deployments.runAll(deployments.deploy(day, 2));
    }
    assertEquals(tags(2, 3), tags());
    assertEquals(id(3).text(), current());
    assertEquals(Optional.of(id(2)), deployments.registry().find(id(3)).orElseThrow().previous());

    deployments.runAll(deployments.rollback(4, 2));

    assertEquals(id(2).text(), current());
    deployments.runAll(deployments.remove(5, 1));
    assertEquals(tags(2), tags(), "the current one stays");
    assertEquals(
        FailureKind.TARGET_REFUSED,
        failure(deployments.rollback(6, 3), DeployStep.SWITCH).kind(),
        "it is gone");
    deployments.runAll(deployments.remove(7, 0));
    assertEquals(Set.of(), tags());
  }

  /** Each step twice, as after a worker that was killed before it could answer. */
  @Test
  void eachStepMayRunAgain() throws Exception {
    start(true);
    deployments.runAll(deployments.deploy(1, 1));
    DeployRequest request = deployments.deploy(2, 1);
    deployments.life().open(request, TestDeployments.SERVICE);
    for (DeployStep step : request.plan().steps()) {
      deployments.run(request.id(), step);
      deployments.run(request.id(), step);
    }

    assertEquals(id(2).text(), current());
    assertEquals(tags(2), tags());
    assertEquals(Optional.of(id(1)), deployments.registry().find(id(2)).orElseThrow().previous());
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Ends the worker when half of the image is sent. */
  private static final StepReporter KILLER =
      new StepReporter() {
        @Override
        public void line(String line) {}

        @Override
        public void fraction(double fraction, String line) {
          if (line.equals("uploading") && fraction > 0.4) {
            throw new Killed();
          }
        }
      };

  @Test
  void goesOnWithAnUploadThatWasCutOff() throws Exception {
    start(true);
    DeployRequest request = deployments.deploy(1, 3);
    deployments.life().open(request, TestDeployments.SERVICE);
    assertThrows(Killed.class, () -> deployments.run(request.id(), DeployStep.UPLOAD, KILLER));

    for (DeployStep step : request.plan().steps()) {
      deployments.run(request.id(), step);
    }

    String log = Files.readString(deployments.folders().deployment(id(1)).log());
    assertTrue(log.contains("went on after " + 2 * CHUNK + " bytes"), log);
    assertEquals(id(1).text(), current());
  }

  @Test
  void sendsNoImageTwice() throws Exception {
    start(true);
    deployments.runAll(deployments.deploy(1, 3));
    DeployRequest again =
        deployments.request(
            id(2),
            deployments.plan(
                DeployAct.DEPLOY, deployments.image(1, Firmware.UEFI), Optional.empty(), 3));
    deployments.life().open(again, TestDeployments.SERVICE);

    DeployNote note = deployments.run(id(2), DeployStep.UPLOAD);

    assertEquals("there already", note.text());
  }

  @Test
  void undoLeavesAllAsItWas() throws Exception {
    start(false);
    deployments.runAll(deployments.deploy(1, 3));
    for (DeployStep last :
        List.of(DeployStep.UPLOAD, DeployStep.CREATE, DeployStep.SWITCH, DeployStep.RECORD)) {
      runUntil(deployments.deploy(2, 3), last);

      deployments.undo(id(2));

      assertEquals(tags(1), tags(), "" + last);
      assertEquals(id(1).text(), current(), "" + last);
      assertTrue(deployments.registry().find(id(2)).isEmpty());
    }
  }

  @Test
  void theFirstOneUndoneLeavesNothing() throws Exception {
    start(false);
    runUntil(deployments.deploy(1, 3), DeployStep.SWITCH);

    DeployNote note = deployments.undo(id(1));

    assertEquals(List.of("removed deployment " + id(1)), note.removed());
    assertEquals(Set.of(), tags());
    assertEquals(List.of(), deployments.undo(id(1)).removed(), "once more");
  }

  /** As when the state folder was lost. */
  @Test
  void isUndoneWithoutAnyMemory() throws Exception {
    start(false);
    deployments.runAll(deployments.deploy(1, 3));
    DeployRequest request = deployments.deploy(2, 3);
    runUntil(request, DeployStep.SWITCH);
    deployments.life().close(request.id());
    deployments.life().open(request, TestDeployments.SERVICE);

    deployments.undo(id(2));

    assertEquals(tags(1), tags());
    assertEquals(id(1).text(), current());
  }

  @Test
  void takesNobodysTag() throws Exception {
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
  void keepsWhatAnotherTagLeadsTo() throws Exception {
    start(false);
    deployments.runAll(deployments.deploy(1, 1));
    repository.put("golden", repository.manifest(id(1).text()).orElseThrow());

    deployments.runAll(deployments.deploy(2, 1));

    assertTrue(tags().containsAll(tags(1, 2)), "" + tags());
    assertTrue(tags().contains("golden"));
  }

  @Test
  void saysThatOlderOnesStayWhereNothingMayBeDeleted() throws Exception {
    start(false, DockerRegistry.Feature.NO_DELETION);
    deployments.runAll(deployments.deploy(1, 1));

    runUntil(deployments.deploy(2, 1), DeployStep.RECORD);
    DeployNote note = deployments.run(id(2), DeployStep.PRUNE);

    assertTrue(note.text().contains("does not allow deletion"), note.text());
    assertEquals(tags(1, 2), tags());
    assertEquals(
        FailureKind.TARGET_REFUSED, failure(deployments.remove(3, 1), DeployStep.PRUNE).kind());
  }

  @Test
  void checksEachPointByItself() throws Exception {
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
