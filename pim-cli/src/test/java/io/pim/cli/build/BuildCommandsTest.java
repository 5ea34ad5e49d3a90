package io.pim.cli.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.cli.testing.PimHome.Running;
import io.pim.model.failure.FailureKind;
import io.pim.model.unit.Sha256;
import io.pim.workflows.message.BuildResult;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The course of a build from the view of a person at a terminal: its image, or its end. */
@Timeout(300)
class BuildCommandsTest extends BuildCommandsFixture {
  @Test
  void runsToTheImageWithOneLinePerEvent() throws Exception {
    Ran ran = runWeb();
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("build web-x86_64-"), ran.out());
    assertTrue(ran.out().contains("install done in "), ran.out());
    assertTrue(ran.out().contains("script:app done in "), ran.out());
    assertTrue(ran.out().contains("image web-x86_64-"), ran.out());
    assertTrue(ran.out().contains("/images/web-x86_64-"), ran.out());
    assertFalse(ran.out().contains("\u001b"), ran.out());
    assertEquals("", ran.err());

    JsonNode row = json(pim.run("build", "list", "-o", "json")).get(0);
    assertEquals("done", row.get("state").asText());
    assertEquals("web", row.get("profile").asText());
    assertEquals("x86_64", row.get("architecture").asText());
    assertEquals("host1", row.get("host").asText());
    assertTrue(row.get("buildId").asText().startsWith("web-x86_64-"));
    assertTrue(row.hasNonNull("startedAt") && row.hasNonNull("endedAt"), row.toString());
  }

  @Test
  void reportsThatThereIsNothingToDo() {
    service.host.image =
        Optional.of(
            new BuildResult("web-1", "host1", "/images/w.qcow2", 5, Sha256.ofText("i"), true));
    Ran ran = runWeb();
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("nothing to do: image web-1 (/images/w.qcow2)"), ran.out());
  }

  @Test
  void failsForCiOnRequest() {
    service.host.failing.put(SCRIPT, FailureKind.SCRIPT_FAILED);
    Ran failed = runWeb("--on-failure", "fail");
    assertEquals(1, failed.status());
    assertTrue(failed.err().contains("failed: The script app exited with 3."), failed.err());
    Ran again = pim.run("build", "watch", "web");
    assertEquals(1, again.status());
    assertTrue(again.err().contains("The script app exited with 3."), again.err());
    Ran retried = pim.run("build", "retry", "web");
    assertEquals(1, retried.status());
    assertTrue(retried.err().contains("Only a held build can be retried"), retried.err());
  }

  @Test
  void abortsAHeldBuild() {
    holdBuild();
    Ran aborted = pim.run("build", "abort", "web");
    assertEquals(0, aborted.status(), aborted.err());
    assertTrue(aborted.out().contains("has ended"), aborted.out());
    assertEquals(1, pim.run("build", "watch", "web").status());
  }

  @Test
  void cancelsAndWaitsForTheEnd() throws Exception {
    startWaitingBuild();
    Running watching = pim.start("build", "watch", "web");
    watching.out().await("script:app started");
    Ran canceled = pim.run("build", "cancel", "web");
    assertEquals(0, canceled.status(), canceled.err());
    assertTrue(canceled.out().contains("only its log is left"), canceled.out());
    assertEquals(ExitStatus.INTERRUPTED, watching.end().get().status());
    Ran again = pim.run("build", "cancel", "web");
    assertEquals(0, again.status());
    assertTrue(again.out().contains("has ended already: canceled"), again.out());
  }
}
