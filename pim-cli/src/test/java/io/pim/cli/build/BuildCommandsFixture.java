package io.pim.cli.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.testing.FakeService;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.model.failure.FailureKind;
import io.pim.model.json.Json;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A person at a terminal, a real workflow, and a fake host. */
abstract class BuildCommandsFixture {
  static final String SCRIPT = "script:app";

  @TempDir Path root;
  FakeService service;
  PimHome pim;

  @BeforeEach
  void start() {
    service = new FakeService().withWorker();
    pim = new PimHome(root, service);
  }

  @AfterEach
  void stop() {
    service.host.waiting.values().forEach(CountDownLatch::countDown);
    service.close();
  }

  static JsonNode json(Ran ran) throws JsonProcessingException {
    return Json.mapper().readTree(ran.out());
  }

  Ran runWeb(String... more) {
    String[] arguments = new String[more.length + 5];
    System.arraycopy(new String[] {"build", "run", "web", "--arch", "amd64"}, 0, arguments, 0, 5);
    System.arraycopy(more, 0, arguments, 5, more.length);
    return pim.run(arguments);
  }

  void startWaitingBuild() {
    service.host.waiting.put(SCRIPT, new CountDownLatch(1));
    assertEquals(0, runWeb("--detach").status());
    service.host.awaitStep(SCRIPT);
  }

  void continueBuild() {
    service.host.waiting.remove(SCRIPT).countDown();
  }

  Ran holdBuild() {
    service.host.failing.put(SCRIPT, FailureKind.SCRIPT_FAILED);
    Ran held = runWeb();
    assertEquals(ExitStatus.HELD, held.status(), held.err());
    return held;
  }
}
