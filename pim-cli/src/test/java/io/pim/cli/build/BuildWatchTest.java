package io.pim.cli.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.cli.testing.PimHome.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A person watches a build, reads its log, and leaves it. */
@Timeout(300)
class BuildWatchTest extends BuildCommandsFixture {
  @Test
  void leavesOnCtrlCAndCancelsOnTwo() throws Exception {
    startWaitingBuild();
    Running first = pim.start("build", "watch", "web");
    first.out().await("script:app started");
    pim.interrupts.press();
    Ran left = first.end().get();
    assertEquals(ExitStatus.INTERRUPTED, left.status());
    assertTrue(left.out().contains("the build continues"), left.out());
    assertTrue(left.out().contains("pim build watch web-x86_64-"), left.out());

    Running second = pim.start("build", "watch", "web");
    second.out().await("script:app started");
    pim.interrupts.press();
    pim.interrupts.press();
    Ran ended = second.end().get();
    assertEquals(ExitStatus.INTERRUPTED, ended.status());
    assertTrue(ended.out().contains("is cancelled"), ended.out());
  }

  @Test
  void drawsStepsAndBarsOnATerminal() throws Exception {
    pim.variable("PIM_TERMINAL", "40x100").variable("TERM", "xterm");
    startWaitingBuild();
    Running watching = pim.start("build", "watch", "web");
    watching.out().await("[##########----------]  50% half of script:app");
    continueBuild();
    Ran ran = watching.end().get();
    assertEquals(0, ran.status());
    assertTrue(ran.out().contains("\u001b[J"), "redraws the lines in place");
  }

  @Test
  void followsALogUntilTheBuildEnds() throws Exception {
    startWaitingBuild();
    String id = json(pim.run("build", "list", "-o", "json")).get(0).get("buildId").asText();
    Path log = pim.folders.build(id).log();
    PimHome.write(log, "first\n");
    Running following = pim.start("build", "logs", "web", "-f");
    following.out().await("first\n");
    Files.writeString(log, "second\nwithout an end", StandardOpenOption.APPEND);
    following.out().await("second\n");
    continueBuild();
    Ran ran = following.end().get();
    assertEquals(0, ran.status(), ran.err());
    assertEquals("first\nsecond\nwithout an end\n", ran.out());
  }

  @Test
  void namesTheHostThatHasTheLogs() {
    holdBuild();
    Ran ran = pim.run("build", "logs", "web");
    assertEquals(1, ran.status());
    assertTrue(ran.err().contains("are on host host1"), ran.err());
  }

  @Test
  void aClosedTerminalLeavesTheBuildRunning() throws Exception {
    startWaitingBuild();
    Running watching = pim.start("build", "watch", "web");
    watching.out().await("script:app started");
    pim.interrupts.leave();
    Ran left = watching.end().get();
    assertEquals(ExitStatus.INTERRUPTED, left.status());
    assertTrue(left.out().contains("the build continues; to see it again: pim build watch web-"));
    assertFalse(left.out().contains("Ctrl-C again"), left.out());
    continueBuild();
  }
}
