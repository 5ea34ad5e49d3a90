package io.pim.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DetachedProcessesTest {
  /** Reports its pid, its session and whether it ignores SIGHUP, and keeps running. */
  private static final String SCRIPT =
      "echo $$ $(ps -o sid= -p $$) $PIM_TEST; kill -HUP $$; echo stays; exec sleep 60";

  private final Tools tools = Tools.of(System.getenv());
  @TempDir Path folder;

  @Test
  void keepsThePidAndHasItsOwnSession() throws Exception {
    assumeTrue(tools.find("setsid").isPresent(), "no setsid here");
    assertDetached(tools);
  }

  @Test
  void usesPerlIfThereIsNoSetsid() throws Exception {
    assumeTrue(tools.find("perl").isPresent(), "no perl here");
    for (String name : List.of("nohup", "perl")) {
      Files.createSymbolicLink(folder.resolve(name), tools.find(name).orElseThrow());
    }
    assertDetached(new Tools(List.of(folder)));
  }

  @Test
  void aProgramThatEndsAtOnceIsNotAlive() throws Exception {
    ProcessIdentity identity =
        new DetachedProcesses(tools).start(List.of("/nonexistent"), log(), Map.of());

    assertTrue(identity.awaitExit(Duration.ofSeconds(60)));
    assertFalse(identity.isAlive());
    assertTrue(Files.readString(log()).contains("/nonexistent"));
  }

  private void assertDetached(Tools found) throws Exception {
    ProcessIdentity identity =
        new DetachedProcesses(found)
            .start(List.of("/bin/sh", "-c", SCRIPT), log(), Map.of("PIM_TEST", "there"));
    try {
      awaitText("stays");
      String pid = Long.toString(identity.pid());
      assertEquals(
          pid + " " + pid + " there", Files.readAllLines(log()).get(0).replaceAll(" +", " "));
      assertTrue(identity.isAlive());
    } finally {
      assertTrue(identity.kill());
    }
  }

  private void awaitText(String text) throws Exception {
    while (!Files.exists(log()) || !Files.readString(log()).contains(text)) {
      Thread.onSpinWait();
    }
  }

  private Path log() {
    return folder.resolve("logs/output.log");
  }
}
