package io.pim.cli.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.testing.FakeService;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.ServiceFolder;
import io.pim.model.json.Json;
import io.pim.tools.process.ProcessIdentity;
import io.pim.worker.connection.ServerState;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UiCommandTest {
  private static final int UI_PORT = 8233;

  @TempDir Path root;

  @Test
  void showsThePageOfABuild() throws Exception {
    try (FakeService service = new FakeService().withWorker()) {
      PimHome pim = new PimHome(root, service);
      service.host.failing.put("script:app", FailureKind.SCRIPT_FAILED);
      pim.run("build", "run", "web", "--arch", "amd64");
      pretendServer(pim);
      Ran mixed = pim.run("ui", "web", "--save-view");
      assertEquals(2, mixed.status());
      assertTrue(mixed.err().contains("name no build"), mixed.err());
      Ran ran = pim.run("ui", "web", "--no-open");
      assertEquals(0, ran.status(), ran.err());
      String page =
          "http://127.0.0.1:8233/namespaces/[^/]+/workflows/web-x86_64/[^/]+/user-metadata\n";
      assertTrue(ran.out().matches(page), ran.out());
      Ran unknown = pim.run("ui", "wbe", "--no-open");
      assertEquals(2, unknown.status(), unknown.err());
      assertTrue(unknown.err().contains("Did you mean web?"), unknown.err());
    }
  }

  /** A browser that opens the second link keeps the view, so the first link must not add one. */
  @Test
  void showsTheListOfBuilds() throws Exception {
    PimHome pim = new PimHome(root, null);
    pretendServer(pim);
    String list =
        "http://127.0.0.1:8233/namespaces/default/workflows?query=%60WorkflowType%60%3D%22Build%22";
    assertEquals(list + "\n", pim.run("ui", "--no-open").out());
    assertEquals(
        list + "&savedQuery=PIM+builds\n", pim.run("ui", "--save-view", "--no-open").out());
  }

  @Test
  void advisesWithoutAServer() {
    Ran ran = new PimHome(root, null).run("ui");
    assertEquals(1, ran.status());
    assertTrue(ran.err().contains("pim up"), ran.err());
  }

  /** This process acts as the server. */
  private static void pretendServer(PimHome pim) throws Exception {
    ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current()).orElseThrow();
    Json.write(
        new ServiceFolder(pim.folders.service()).server(),
        new ServerState(self, 1, Optional.of(UI_PORT), false, Optional.of("1.0")));
  }
}
