package io.pim.cli.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.cli.client.BuildRef;
import io.pim.cli.client.Builds;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.model.failure.FailureKind;
import io.pim.tools.process.Deadline;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A held build is retried, from its own folder and in a new history. */
@Timeout(300)
class HeldBuildTest extends BuildCommandsFixture {
  @Test
  void showsWhyABuildIsHeldAndContinuesAfterARetry() throws Exception {
    Ran held = holdBuild();
    assertTrue(held.err().contains("held: The script app exited with 3."), held.err());
    assertTrue(held.err().contains("scripts.d/app.sh"), held.err());
    assertTrue(held.err().contains("| boom"), held.err());
    assertTrue(held.err().contains("pim build retry web-x86_64-"), held.err());
    assertFalse(held.err().contains("\u001b"), held.err());
    assertEquals(ExitStatus.HELD, pim.run("build", "watch", "web-x86_64").status());
    JsonNode shown = json(pim.run("build", "show", "web", "-o", "json"));
    assertEquals("held", shown.get("state").asText());
    assertEquals("script_failed", shown.get("failure").get("kind").asText());
    assertTrue(shown.get("answered").asBoolean());

    service.host.failing.clear();
    pim.file("scripts.d/app.sh", "echo fixed\n");
    Ran retried = pim.run("build", "retry", "web");
    assertEquals(0, retried.status(), retried.err() + retried.out());
    assertTrue(retried.out().contains("continues from script:app: "), retried.out());
    assertTrue(retried.out().contains("image web-x86_64-"), retried.out());
  }

  @Test
  void aRetryKeepsTheFieldsSetForTheBuild() throws Exception {
    service.host.failing.put(SCRIPT, FailureKind.SCRIPT_FAILED);
    assertEquals(
        ExitStatus.HELD, runWeb("--set", "hostname=db1", "--set", "build.cpus=3").status());
    JsonNode dry =
        json(
            pim.run(
                "build",
                "run",
                "web",
                "--arch",
                "amd64",
                "--set",
                "hostname=db1",
                "--dry-run",
                "-o",
                "json"));
    Builds builds = new Builds(service.open().client());
    BuildRef ref = builds.find("web").ref();
    assertEquals(Map.of("hostname", "db1", "build.cpus", "3"), builds.terms(ref).set().texts());

    assertEquals(
        ExitStatus.HELD, pim.run("build", "retry", "web", "--set", "build.cpus=4").status());
    assertEquals(Map.of("hostname", "db1", "build.cpus", "4"), builds.terms(ref).set().texts());
    assertEquals(dry.get("imageKey").asText(), builds.plan(ref).imageKey().toString());
    assertEquals(4, builds.plan(ref).machine().cpus());
  }

  /** Another folder may have another profile of the same name. */
  @Test
  void aRetryFromAnotherFolderDoesNotUseItsProfile() {
    holdBuild();
    service.host.failing.clear();
    PimHome other = new PimHome(root.resolve("other"), service);
    other.file("scripts.d/app.sh", "echo another\n");
    Ran refused = other.run("build", "retry", "web");
    assertEquals(1, refused.status(), refused.out() + refused.err());
    assertTrue(
        refused.err().contains("was configured in another folder; nothing was changed"),
        refused.err());
    assertTrue(refused.err().contains("script:app"), refused.err());
    assertTrue(
        refused.err().contains("cd " + pim.folders.project() + " && pim build retry web-"),
        refused.err());
    assertTrue(pim.run("build", "list").out().contains("held"));
    Ran asked = other.run("build", "retry", "web", "--here");
    assertEquals(0, asked.status(), asked.err());
  }

  /** The service requires a new history after 4 MB; people still see one build. */
  @Test
  void continuesAsTheSameBuildInANewHistory() throws Exception {
    StringBuilder noise = new StringBuilder("echo ");
    new Random(1).ints(1_000_000, 48, 122).forEach(c -> noise.append((char) c));
    pim.file("scripts.d/app.sh", noise.toString());
    holdBuild();
    JsonNode before = json(pim.run("build", "show", "web", "-o", "json"));
    String firstRun = before.get("runId").asText();

    // The in-memory server hangs if a watching command queries the status just when a new history
    // begins. So no command watches until the new one exists.
    Ran retried = pim.run("build", "retry", "web", "--detach");
    assertEquals(0, retried.status(), retried.err());
    BuildRef ref = new BuildRef(before.get("buildId").asText(), "web-x86_64", firstRun);
    Builds builds = new Builds(service.open().client());
    Deadline deadline = Deadline.in(Duration.ofSeconds(60));
    while (builds.row(ref).runId().equals(firstRun)) {
      assertFalse(deadline.isOver(), "the test needs a longer history");
      LockSupport.parkNanos(20_000_000);
    }
    Ran heldAgain = pim.run("build", "watch", "web");

    assertEquals(ExitStatus.HELD, heldAgain.status(), heldAgain.err());
    JsonNode rows = json(pim.run("build", "list", "-o", "json"));
    assertEquals(1, rows.size(), rows.toString());
    assertEquals("held", rows.get(0).get("state").asText());
    assertEquals(ref.buildId(), rows.get(0).get("buildId").asText());
    JsonNode shown = json(pim.run("build", "show", ref.buildId(), "-o", "json"));
    assertEquals("script_failed", shown.get("failure").get("kind").asText());
    assertEquals(before.get("steps").size(), shown.get("steps").size());

    // As a command whose view is older than the build's move to another host.
    new Builds(service.open().client()).abort(ref);
    Ran ended = pim.run("build", "watch", "web");
    assertEquals(1, ended.status(), ended.err());
    assertEquals(1, json(pim.run("build", "list", "-o", "json")).size());
  }
}
