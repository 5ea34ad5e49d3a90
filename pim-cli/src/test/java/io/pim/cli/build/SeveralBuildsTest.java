package io.pim.cli.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.testing.FakeService;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.cli.testing.PimHome.Running;
import io.pim.model.failure.FailureKind;
import io.pim.model.json.Json;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several profiles, or all architectures, in one {@code pim build run}. */
@Timeout(300)
class SeveralBuildsTest {
  @TempDir Path root;
  private FakeService service;
  private PimHome pim;

  @BeforeEach
  void start() {
    service = new FakeService().withWorker();
    pim = new PimHome(root, service);
    pim.file("profiles.d/db.yml", "db:\n  hostname: db1\n  scripts: [store]\n");
    pim.file("scripts.d/store.sh", "echo store\n");
  }

  @AfterEach
  void stop() {
    service.host.waiting.values().forEach(CountDownLatch::countDown);
    service.close();
  }

  private static JsonNode json(Ran ran) throws Exception {
    return Json.mapper().readTree(ran.out());
  }

  @Test
  void runsAllToTheirImages() throws Exception {
    Ran ran = pim.run("build", "run", "web", "db", "--arch", "amd64");
    assertEquals(0, ran.status(), ran.err());
    for (String name : new String[] {"web", "db"}) {
      assertTrue(ran.out().contains("image " + name + "-x86_64-"), ran.out());
      assertTrue(ran.out().matches("(?s).*" + name + "-x86_64-[0-9-]+: install done.*"), ran.out());
    }
    assertEquals(2, json(pim.run("build", "list", "-o", "json")).size());
  }

  @Test
  void returnsTheHighestExitStatusAndFinishesTheOthers() throws Exception {
    service.host.failing.put("script:store", FailureKind.SCRIPT_FAILED);
    Ran ran = pim.run("build", "run", "db", "web", "--arch", "amd64", "-o", "json");
    assertEquals(ExitStatus.HELD, ran.status(), ran.err());
    JsonNode builds = json(ran).get("builds");
    assertEquals("held", builds.at("/0/state").asText());
    assertEquals("script_failed", builds.at("/0/failure/kind").asText());
    assertEquals("done", builds.at("/1/state").asText());
    assertTrue(builds.at("/1/result/image").asText().startsWith("web-x86_64-"));
    assertTrue(ran.err().contains("pim build retry db-x86_64-"), ran.err());
  }

  @Test
  void allMeansTheArchitecturesOfTheProfileOrTheCatalog() throws Exception {
    JsonNode both =
        json(pim.run("build", "run", "web", "--arch", "all", "--dry-run", "-o", "json"));
    assertEquals("x86_64", both.at("/builds/0/architecture").asText());
    assertEquals("arm64", both.at("/builds/1/architecture").asText());
    pim.file("profiles.d/one.yml", "one:\n  architectures: [arm64]\n");
    JsonNode one = json(pim.run("build", "run", "one", "--arch", "all", "--dry-run", "-o", "json"));
    assertEquals("arm64", one.at("/builds/0/architecture").asText());
    assertEquals(1, one.get("builds").size());
  }

  @Test
  void startsNoneIfOneHasAMistake() throws Exception {
    pim.file("profiles.d/bad.yml", "bad:\n  hostname: a_b\n");
    Ran ran = pim.run("build", "run", "web", "bad", "--arch", "amd64");
    assertEquals(2, ran.status());
    assertTrue(ran.err().contains("hostname"), ran.err());
    assertEquals(0, json(pim.run("build", "list", "-o", "json")).size());
  }

  @Test
  void joinsRunningBuildsAndRefusesThoseOfAnotherPlan() throws Exception {
    service.host.waiting.put("script:app", new CountDownLatch(1));
    assertEquals(0, pim.run("build", "run", "web", "--arch", "amd64", "--detach").status());
    service.host.awaitStep("script:app");
    Running both = pim.start("build", "run", "web", "db", "--arch", "amd64");
    both.out().await("is already running; joining it");
    pim.file("scripts.d/app.sh", "echo other\n");
    Ran refused = pim.run("build", "run", "web", "db", "--arch", "amd64", "--detach");
    assertEquals(1, refused.status());
    assertTrue(refused.err().contains("with another plan"), refused.err());
    assertTrue(refused.out().contains("build db-x86_64-"), refused.out());
    service.host.waiting.remove("script:app").countDown();
    assertEquals(0, both.end().get().status());
  }

  @Test
  void drawsATableOnATerminal() throws Exception {
    pim.variable("PIM_TERMINAL", "40x120").variable("TERM", "xterm");
    service.host.waiting.put("script:app", new CountDownLatch(1));
    Running running = pim.start("build", "run", "web", "db", "--arch", "amd64");
    running.out().await("50% half of script:app");
    assertTrue(running.out().toString().contains("BUILD "), running.out().toString());
    service.host.waiting.remove("script:app").countDown();
    Ran ran = running.end().get();
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("\u001b[J"), "redraws the table in place");
  }

  @Test
  void leavesOnCtrlCAndCancelsAllOnASecondOne() throws Exception {
    service.host.waiting.put("script:app", new CountDownLatch(1));
    service.host.waiting.put("script:store", new CountDownLatch(1));
    Running first = pim.start("build", "run", "web", "db", "--arch", "amd64");
    first.out().await("script:app started");
    pim.interrupts.press();
    Ran left = first.end().get();
    assertEquals(ExitStatus.INTERRUPTED, left.status());
    assertTrue(left.out().contains("the builds continue; to see them: pim build list"), left.out());

    Running second = pim.start("build", "run", "web", "db", "--arch", "amd64");
    second.out().await("script:store started");
    second.out().await("script:app started");
    pim.interrupts.press();
    pim.interrupts.press();
    Ran ended = second.end().get();
    assertEquals(ExitStatus.INTERRUPTED, ended.status());
    JsonNode rows = json(pim.run("build", "list", "-o", "json"));
    assertEquals("canceled", rows.at("/0/state").asText());
    assertEquals("canceled", rows.at("/1/state").asText());
  }

  @Test
  void quietPrintsOnlyTheResults() throws Exception {
    Ran ran = pim.run("-q", "build", "run", "web", "db", "--arch", "amd64");
    assertEquals(0, ran.status(), ran.err());
    assertFalse(ran.out().contains("install"), ran.out());
    assertTrue(ran.out().contains("image web-x86_64-"), ran.out());
  }
}
