package io.pim.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * This PIM and the one of the last release on one Temporal service: commands and workers of
 * different versions work together, and a worker is replaced by one of another version while a
 * build is under way.
 */
@Tag("long")
class MixedVersionsTest {
  private static final Path NEW = PimUser.ROOT.resolve("bin/pim");
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private static Path old;

  @TempDir Path folder;

  @BeforeAll
  static void buildThePreviousRelease() throws Exception {
    Path errors = Files.createTempFile("pim-previous", ".log");
    Process script =
        new ProcessBuilder(PimUser.ROOT.resolve("scripts/previous-release.sh").toString())
            .redirectError(errors.toFile())
            .start();
    String out = new String(script.getInputStream().readAllBytes(), UTF_8).strip();
    int status = script.waitFor();
    assumeTrue(
        !Files.readString(errors).contains("this checkout has no commit"), "history is missing");
    assertEquals(0, status, Files.readString(errors));
    old = Path.of(out);
  }

  @Test
  void anOlderWorkerBuildsForANewerCommand() throws Exception {
    builds(NEW, old);
  }

  @Test
  void aNewerWorkerBuildsForAnOlderCommand() throws Exception {
    builds(old, NEW);
  }

  @Test
  void aBuildContinuesOverAnUpgradeOfItsWorker() throws Exception {
    continues(old, NEW);
  }

  @Test
  void aBuildContinuesOverAReturnToTheOlderVersion() throws Exception {
    continues(NEW, old);
  }

  private void builds(Path command, Path worker) throws Exception {
    try (SharedServer server = SharedServer.start(folder);
        PimUser user = PimUser.withTiny()) {
      user.variables(server.variables());
      try (RunningWorker running = RunningWorker.start(user, worker)) {
        user.uses(command);
        user.pim("build", "run", "tiny").exits(0).saying("image tiny-x86_64-");
        String build = user.newestBuild();
        assertEquals("done", state(user, build));
        user.requireNothingLeft(build);
        // The other side reads what this one has left.
        user.uses(worker);
        assertEquals("done", state(user, build));
        user.pim("image", "list").exits(0).saying(build);
        user.pim("build", "run", "tiny").exits(0).saying(build);
        assertTrue(running.isAlive(), "the worker did all of it");
      }
      user.isSatisfied();
    }
  }

  private void continues(Path before, Path after) throws Exception {
    try (SharedServer server = SharedServer.start(folder);
        PimUser user = PimUser.withTiny()) {
      user.variables(server.variables());
      user.write("scripts.d/base.sh", user.read("scripts.d/base.sh") + "sleep 20\n");
      String build;
      try (RunningWorker first = RunningWorker.start(user, before)) {
        user.uses(before);
        user.pim("build", "run", "tiny", "--detach").exits(0);
        build = user.newestBuild();
        Waiting.until(
            LIMIT,
            () -> Files.exists(log(user, build)) && user.log(build).contains("base runs as root"),
            first::isAlive,
            first::log);
      }
      try (RunningWorker second = RunningWorker.start(user, after)) {
        user.uses(after);
        user.pim("build", "watch", build).exits(0);
        assertEquals("done", state(user, build));
        assertEquals(1, user.log(build).split("base runs as root", -1).length - 1, "it ran once");
        user.requireNothingLeft(build);
        assertTrue(second.isAlive(), second.log());
      }
      user.isSatisfied();
    }
  }

  private static Path log(PimUser user, String build) {
    return user.builds().resolve(build).resolve("build.log");
  }

  private static String state(PimUser user, String build) throws Exception {
    return user.pim("build", "show", build, "-o", "json").exits(0).json().get("state").asText();
  }
}
