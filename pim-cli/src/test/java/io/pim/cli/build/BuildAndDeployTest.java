package io.pim.cli.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.testing.FakeHost;
import io.pim.cli.testing.FakeService;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.model.failure.FailureKind;
import io.pim.model.json.Json;
import io.pim.workflows.message.OnFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code pim build run --deploy}, on real workflows and fake hosts. */
@Timeout(300)
class BuildAndDeployTest {
  private static final String SCRIPT = "script:app";
  private static final String UPLOAD = "upload";

  @TempDir Path root;
  private FakeService service;
  private PimHome pim;

  @BeforeEach
  void start() {
    service = new FakeService().withWorker();
    pim = new PimHome(root, service);
    pim.file("pim.yml", "worker: {host_id: " + FakeHost.ID + "}\n");
    pim.file(
        "targets.d/shelves.yml",
        """
        shelf: {type: directory, path: /srv/images, keep: 2}
        attic: {type: directory, path: /srv/attic}
        """);
  }

  @AfterEach
  void stop() {
    Stream.concat(
            service.host.waiting.values().stream(), service.deployer.waiting.values().stream())
        .forEach(CountDownLatch::countDown);
    service.close();
  }

  private Ran build(String... more) {
    return pim.run(
        Stream.concat(Stream.of("build", "run", "web", "--arch", "amd64"), Stream.of(more))
            .toArray(String[]::new));
  }

  private static JsonNode json(Ran ran) throws JsonProcessingException {
    return Json.mapper().readTree(ran.out());
  }

  private JsonNode deployments() throws JsonProcessingException {
    return json(pim.run("deploy", "list", "-o", "json"));
  }

  @Test
  void deploysTheImageToEachTargetAndShowsIt() throws Exception {
    Ran ran = build("--deploy", "shelf,attic", "--on-failure", "fail");

    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("then it deploys the image to shelf, attic"), ran.out());
    assertTrue(ran.out().contains("upload done in "), ran.out());
    assertTrue(ran.out().contains("current on attic: /srv/images/current"), ran.out());
    assertEquals(2, service.deployer.opened.size());
    assertEquals(2, service.deployer.ordered.get(0).order().keep());
    assertEquals(OnFailure.FAIL, service.deployer.opened.get(1).onFailure());
    JsonNode rows = deployments();
    assertEquals(2, rows.size());
    assertEquals("attic", rows.get(0).get("target").asText());
    assertEquals("done", rows.get(0).get("state").asText());
  }

  @Test
  void theResultHasBuildAndDeployments() throws Exception {
    service.deployer.failing.put(UPLOAD, FailureKind.TARGET_FULL);

    Ran ran = build("--deploy", "shelf", "-o", "json");

    assertEquals(ExitStatus.HELD, ran.status(), ran.err());
    JsonNode shown = json(ran);
    assertEquals("done", shown.get("state").asText());
    assertEquals("held", shown.get("deployments").get(0).get("state").asText());
    assertEquals(
        "target_full", shown.get("deployments").get(0).get("failure").get("kind").asText());
    assertEquals(
        shown.get("deployments").get(0).get("id"),
        shown.get("result").get("deployments").get(0).get("id"));
    assertTrue(ran.err().contains("pim deploy retry web-x86_64-to-shelf-"), ran.err());
  }

  @Test
  void refusesABuildThatATargetCannotUse() {
    Ran unknown = build("--deploy", "shelf,atic");
    assertEquals(2, unknown.status());
    assertTrue(unknown.err().contains("did you mean attic?"), unknown.err());
    pim.file("targets.d/more.yml", "arms: {type: directory, path: /a, architectures: [arm64]}\n");
    Ran other = build("--deploy", "arms");
    assertEquals(2, other.status());
    assertTrue(other.err().contains("takes images for arm64 only"), other.err());
    assertTrue(other.err().contains("image of profile web is for x86_64"), other.err());
    pim.file("targets.d/pve.yml", "pve: {type: proxmox, host: h, node: n, token: {env: NO}}\n");
    Ran secret = build("--deploy", "shelf,pve");
    assertEquals(2, secret.status(), secret.err());
    assertTrue(pim.run("build", "list").err().contains("no builds"));
  }

  @Test
  void aDryRunNamesTheTargets() throws Exception {
    Ran ran = build("--deploy", "shelf,attic", "--dry-run", "-o", "json");
    assertEquals(0, ran.status(), ran.err());
    assertEquals("[\"shelf\",\"attic\"]", json(ran).get("deploy").toString());
    assertTrue(build("--deploy", "shelf", "--dry-run").out().contains("then deployed to shelf"));
    assertEquals(List.of(), service.deployer.ordered);
  }

  /** As after a killed command: only the service knows the orders. */
  @Test
  void deploysEvenIfNobodyWatches() throws Exception {
    assertEquals(0, build("--deploy", "shelf", "--detach").status());

    Ran watched = pim.run("build", "watch", "web");

    assertEquals(0, watched.status(), watched.err());
    assertTrue(watched.out().contains("  deployment web-x86_64-to-shelf-"), watched.out());
    assertEquals(0, pim.run("deploy", "watch", "shelf").status());
    assertEquals("done", deployments().get(0).get("state").asText());
    Ran shown = pim.run("build", "show", "web");
    assertTrue(shown.out().contains("web-x86_64-to-shelf-"), shown.out());
  }

  @Test
  void deploysTheOrdersOfARetriedBuild() throws Exception {
    service.host.failing.put(SCRIPT, FailureKind.SCRIPT_FAILED);
    assertEquals(ExitStatus.HELD, build("--deploy", "shelf").status());
    assertEquals(0, deployments().size());
    service.host.failing.clear();
    pim.file("scripts.d/app.sh", "echo fixed\n");

    assertEquals(0, pim.run("build", "retry", "web").status());

    assertEquals(0, pim.run("deploy", "watch", "shelf").status());
  }

  @Test
  void doesNotJoinARunningBuildWithOtherTargets() {
    service.host.waiting.put(SCRIPT, new CountDownLatch(1));
    assertEquals(0, build("--deploy", "shelf", "--detach").status());

    Ran refused = build("--deploy", "shelf,attic");

    assertEquals(1, refused.status());
    assertTrue(refused.err().contains("does not deploy to attic"), refused.err());
    assertTrue(refused.err().contains("pim deploy run web-x86_64-"), refused.err());
  }

  @Test
  void reportsWhichDeploymentDidNotStart() throws Exception {
    service.deployer.waiting.put(UPLOAD, new CountDownLatch(1));
    assertEquals(0, build("--deploy", "shelf", "--detach").status());
    service.deployer.awaitStep(UPLOAD);

    Ran second = build("--force", "--deploy", "shelf", "-o", "json");

    assertEquals(1, second.status(), second.err());
    assertTrue(second.err().contains("not deployed to shelf: another deployment"), second.err());
    assertTrue(second.err().contains("pim deploy run web-x86_64-"), second.err());
    JsonNode start = json(second).get("result").get("deployments").get(0);
    assertTrue(start.get("id").isNull(), start.toString());
    assertEquals(0, json(second).get("deployments").size());
    assertEquals(1, deployments().size());
  }

  @Test
  void anUnreadableOrderDoesNotFailTheBuild() throws Exception {
    service.deployer.failing.put("order", FailureKind.PLAN_UNREADABLE);

    Ran ran = build("--deploy", "shelf");

    assertEquals(1, ran.status(), ran.err());
    assertTrue(ran.out().contains("not deployed to shelf: The secrets cannot"), ran.out());
    assertFalse(ran.out().contains("deployment web"), ran.out());
    assertEquals("done", json(pim.run("build", "show", "web", "-o", "json")).get("state").asText());
  }
}
