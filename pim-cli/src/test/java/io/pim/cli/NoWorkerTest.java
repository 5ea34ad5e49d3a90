package io.pim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.testing.FakeService;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.cli.testing.PimHome.Running;
import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Shows and changes builds while no worker answers. */
@Timeout(300)
class NoWorkerTest {
  @TempDir Path root;
  private FakeService service;
  private PimHome pim;

  @BeforeEach
  void startBuild() {
    service = new FakeService();
    pim = new PimHome(root, service);
    assertEquals(0, pim.run("build", "run", "web", "--arch", "x86_64", "--detach").status());
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void reportsThatNoWorkerAnswers() throws Exception {
    Running watching = pim.start("build", "watch", "web");
    watching.out().await("no worker answers for this build (WAITING at claim); start one: pim up");
    pim.interrupts.press();
    assertEquals(ExitStatus.INTERRUPTED, watching.end().get().status());
  }

  @Test
  void showsAndListsFactsOfTheService() throws IOException {
    JsonNode shown = Json.mapper().readTree(pim.run("build", "show", "web", "-o", "json").out());
    assertFalse(shown.get("answered").asBoolean());
    assertEquals("waiting", shown.get("state").asText());
    assertEquals("web", shown.get("profile").asText());
    assertTrue(pim.run("build", "list").out().contains("waiting"));
  }

  @Test
  void recognizesAnotherPlanFromTheHistory() {
    pim.file("scripts.d/app.sh", "echo changed\n");
    Ran ran = pim.run("build", "run", "web", "--arch", "x86_64");
    assertEquals(1, ran.status());
    assertTrue(ran.err().contains("script:app"), ran.err());
  }
}
