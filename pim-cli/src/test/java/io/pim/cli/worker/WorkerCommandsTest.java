package io.pim.cli.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.cli.testing.FakeHost;
import io.pim.cli.testing.FakeRecord;
import io.pim.cli.testing.FakeService;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.model.json.Json;
import io.pim.model.unit.Architecture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands about hosts, with two hosts that report. */
@Timeout(120)
class WorkerCommandsTest {
  private static final String BUILD = "web-x86_64-20261122-120000";

  @TempDir Path root;
  private final FakeRecord here = new FakeRecord("here-111111", Architecture.X86_64);
  private final FakeRecord mac = new FakeRecord("mac-3fa2c1", Architecture.ARM64);

  private interface Body {
    void run(PimHome pim) throws Exception;
  }

  private void withHosts(Body body) throws Exception {
    try (FakeService service = new FakeService().withHost(here).withHost(mac).withWorker()) {
      PimHome pim = new PimHome(root, service);
      pim.file("pim.yml", "worker: {host_id: here-111111}\n");
      awaitList(
          pim,
          list ->
              list.size() == 2
                  && list.findValuesAsText("pimVersion").size() == 2
                  && !list.findValuesAsText("pimVersion").contains(""));
      body.run(pim);
    }
  }

  private static JsonNode awaitList(PimHome pim, Predicate<JsonNode> wanted) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      JsonNode list = Json.mapper().readTree(pim.run("worker", "list", "-o", "json").out());
      if (wanted.test(list)) {
        return list;
      }
      assertTrue(System.nanoTime() - deadline < 0, "never as wanted: " + list);
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private static Predicate<JsonNode> state(int index, String state) {
    return list -> list.at("/" + index + "/state").asText().equals(state);
  }

  @Test
  void listsHostsAndTheirBuilds() throws Exception {
    mac.building(BUILD);
    withHosts(
        pim -> {
          Ran listed = pim.run("worker", "list");
          assertEquals(0, listed.status());
          String[] lines = listed.out().split("\n", -1);
          assertEquals(
              "HOST STATE ARCH ACCELERATOR SLOTS BUILDS VERSION SEEN",
              lines[0].replaceAll(" +", " "));
          assertEquals(
              "here-111111 ready x86_64 kvm 0/2 - 0.1 just now", lines[1].replaceAll(" +", " "));
          assertEquals(
              "mac-3fa2c1 ready arm64 kvm 1/2 " + BUILD + " 0.1 just now",
              lines[2].replaceAll(" +", " "));
          mac.building(BUILD, BUILD.replace("web", "mail"));
          awaitList(pim, state(1, "full"));
        });
  }

  @Test
  void drainsThisHostByDefault() throws Exception {
    withHosts(
        pim -> {
          Ran drained = pim.run("worker", "drain");
          assertEquals(
              "host here-111111 is drained: it has no build, and takes none\n", drained.out());
          assertEquals(0, drained.status());
          awaitList(pim, state(0, "drained").and(state(1, "ready")));
          assertEquals("host here-111111 takes builds\n", pim.run("worker", "undrain").out());
          awaitList(pim, state(0, "ready"));
        });
  }

  @Test
  void saysWhichBuildsADrainedHostStillHas() throws Exception {
    mac.building(BUILD);
    withHosts(
        pim -> {
          assertEquals(
              "host mac-3fa2c1 takes no new builds; it finishes " + BUILD + "\n",
              pim.run("worker", "drain", "mac-3fa2c1").out());
          PimHome.Running waiting = pim.start("worker", "drain", "mac-3fa2c1", "--wait");
          awaitList(pim, state(1, "draining"));
          mac.building();
          assertEquals(
              "host mac-3fa2c1 is drained: it has no build, and takes none\n",
              waiting.end().get(60, TimeUnit.SECONDS).out());
        });
  }

  /** Such a build has given its slot back, and its image is not in the store yet. */
  @Test
  void waitsForABuildThatHasNoSlotAnyMore() throws Exception {
    String script = "script:app";
    FakeRecord builder = new FakeRecord(FakeHost.ID, Architecture.X86_64);
    try (FakeService service = new FakeService().withHost(builder).withWorker()) {
      CountDownLatch end = new CountDownLatch(1);
      service.host.waiting.put(script, end);
      PimHome pim = new PimHome(root, service);
      awaitList(pim, state(0, "ready"));
      Ran begun = pim.run("build", "run", "web", "--arch", "amd64", "--detach");
      assertEquals(0, begun.status(), begun.err());
      service.host.awaitStep(script);

      String finishing = "host host1 takes no new builds; it finishes web-x86_64-";
      Ran drained = pim.run("worker", "drain", FakeHost.ID);
      assertTrue(drained.out().startsWith(finishing), drained.out());
      PimHome.Running waiting = pim.start("worker", "drain", FakeHost.ID, "--wait");
      awaitList(pim, state(0, "drained"));
      assertFalse(waiting.end().isDone(), "the build is under way");
      end.countDown();

      assertEquals(
          "host host1 is drained: it has no build, and takes none\n",
          waiting.end().get(60, TimeUnit.SECONDS).out());
    }
  }

  @Test
  void suggestsTheNearestHost() throws Exception {
    withHosts(
        pim -> {
          for (String verb : new String[] {"drain", "undrain", "rm"}) {
            Ran ran = pim.run("worker", verb, "mac-3fa2c2");
            assertEquals(2, ran.status(), verb);
            assertTrue(ran.err().contains("There is no host 'mac-3fa2c2'."), ran.err());
            assertTrue(ran.err().contains("Did you mean mac-3fa2c1?"), ran.err());
          }
        });
  }

  @Test
  void doesNotRemoveAHostThatReports() throws Exception {
    withHosts(
        pim -> {
          Ran ran = pim.run("worker", "rm", "mac-3fa2c1");
          assertEquals(1, ran.status());
          assertTrue(ran.err().contains("Host mac-3fa2c1 is not gone."), ran.err());
          assertTrue(ran.err().contains("pim worker drain mac-3fa2c1"), ran.err());
        });
  }
}
