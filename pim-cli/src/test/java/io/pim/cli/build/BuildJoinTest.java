package io.pim.cli.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.cli.testing.PimHome.Running;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A second {@code pim build run} joins a running build, or starts nothing. */
@Timeout(300)
class BuildJoinTest extends BuildCommandsFixture {
  @Test
  void joinsABuildOfTheSamePlan() throws Exception {
    startWaitingBuild();
    Running second = pim.start("build", "run", "web", "--arch", "x86_64");
    second.out().await("is already running; joining it");
    continueBuild();
    assertEquals(0, second.end().get().status());
    assertEquals(1, json(pim.run("build", "list", "-o", "json")).size());
  }

  /** Joining would silently drop the requested options. */
  @Test
  void doesNotJoinABuildWithFewerOptions() throws Exception {
    startWaitingBuild();
    for (String[] options :
        new String[][] {
          {"--force"}, {"--from", "app"}, {"--on-failure", "fail"}, {"--cold"}, {"--on", "host2"}
        }) {
      Ran ran = runWeb(options);
      assertEquals(1, ran.status(), String.join(" ", options) + ran.out() + ran.err());
      assertTrue(ran.err().contains("was started otherwise; nothing was started"), ran.err());
      assertTrue(ran.err().contains(options[options.length - 1]), ran.err());
      assertTrue(ran.err().contains("pim build cancel web-x86_64-"), ran.err());
    }
    continueBuild();
    assertEquals(0, pim.run("build", "watch", "web").status());
    assertEquals(1, json(pim.run("build", "list", "-o", "json")).size());
  }

  @Test
  void joinsABuildWithAtLeastTheRequestedOptions() throws Exception {
    service.host.waiting.put(SCRIPT, new CountDownLatch(1));
    assertEquals(0, runWeb("--force", "--cold", "--on-failure", "fail", "--detach").status());
    service.host.awaitStep(SCRIPT);
    Ran joined =
        runWeb("--from", "app", "--cold", "--on-failure", "fail", "--on", "any", "--detach");
    assertEquals(0, joined.status(), joined.err());
    assertTrue(joined.out().contains("is already running; joining it"), joined.out());
    assertEquals(0, runWeb("--detach").status());
    continueBuild();
    assertEquals(0, pim.run("build", "watch", "web").status());
  }

  /** Yesterday's held build must not end today's CI job. */
  @Test
  void aCiJobDoesNotJoinAHeldBuild() throws Exception {
    String id = json(holdBuildAsJson()).get("buildId").asText();
    Ran ci = runWeb("--on-failure", "fail");
    assertEquals(1, ci.status(), ci.out() + ci.err());
    assertTrue(ci.err().contains("Build " + id + " is held, but was started otherwise"), ci.err());
    assertTrue(
        ci.err().contains("pim build retry " + id + " --on-failure fail continues it"), ci.err());
    Ran forced = runWeb("--force");
    assertEquals(1, forced.status());
    assertTrue(forced.err().contains("pim build abort " + id), forced.err());

    assertEquals(ExitStatus.HELD, runWeb().status());
    Ran detached = runWeb("--detach");
    assertEquals(ExitStatus.HELD, detached.status(), detached.out());
    assertTrue(detached.out().contains("is held"), detached.out());
    // A retry may have changed the build's options.
    Ran retried = pim.run("build", "retry", "web", "--on-failure", "fail");
    assertEquals(1, retried.status(), retried.err());
  }

  private Ran holdBuildAsJson() {
    holdBuild();
    return pim.run("build", "show", "web", "-o", "json");
  }

  @Test
  void startsNothingWhileAnotherPlanIsBuilt() throws Exception {
    startWaitingBuild();
    pim.file("scripts.d/app.sh", "echo changed\n");
    Ran ran = runWeb();
    assertEquals(1, ran.status());
    assertTrue(ran.err().contains("with another plan; nothing was started"), ran.err());
    assertTrue(ran.err().contains("script:app"), ran.err());
    assertTrue(ran.err().contains("pim build cancel web-x86_64-"), ran.err());
    continueBuild();
    assertEquals(0, pim.run("build", "watch", "web").status());
    assertEquals(1, json(pim.run("build", "list", "-o", "json")).size());
  }
}
