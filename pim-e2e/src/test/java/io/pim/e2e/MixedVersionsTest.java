package io.pim.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * This PIM and the last release's on one Temporal service: commands and workers of different
 * versions work together, and a worker of another version replaces a worker while a build runs.
 */
@Tag("long")
class MixedVersionsTest {
  private static final Path NEW = PimUser.ROOT.resolve("bin/pim");

  /** The code with which Temporal's SDK reports a history that does not match its workflow code. */
  private static final String NOT_FOR_THIS_VERSION = "TMPRL1100";

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
  void aBuildContinuesThroughAnUpgradeOfItsWorker() throws Exception {
    try (SharedServer server = SharedServer.start(folder);
        PimUser user = PimUser.withTiny()) {
      user.variables(server.variables());
      String build;
      try (RunningWorker first = RunningWorker.start(user, old)) {
        build = underWay(user, first::isAlive);
      }
      try (RunningWorker second = RunningWorker.start(user, NEW)) {
        endsWell(user, build);
        assertTrue(second.isAlive(), second.log());
      }
      user.isSatisfied();
    }
  }

  /**
   * An older worker may be unable to continue a build that a newer one has begun. It must leave the
   * build alone, so that the newer one can continue it later.
   */
  @Test
  void aBuildSurvivesAReturnToTheOlderVersion() throws Exception {
    try (SharedServer server = SharedServer.start(folder);
        PimUser user = PimUser.withTiny()) {
      user.variables(server.variables());
      String build;
      try (RunningWorker first = RunningWorker.start(user, NEW)) {
        build = underWay(user, first::isAlive);
      }
      boolean ended;
      try (RunningWorker second = RunningWorker.start(user, old)) {
        Waiting.until(
            LIMIT,
            () -> isEnded(user, build) || second.log().contains(NOT_FOR_THIS_VERSION),
            second::isAlive,
            second::log);
        ended = isEnded(user, build);
      }
      System.out.println("the older worker " + (ended ? "ended" : "could not end") + " the build");
      try (RunningWorker third = RunningWorker.start(user, NEW)) {
        endsWell(user, build);
        assertTrue(third.isAlive(), third.log());
      }
      user.isSatisfied();
    }
  }

  /** On a laptop, one command does the upgrade. */
  @Test
  void upReplacesTheWorkerOfAnotherVersion() throws Exception {
    try (PimUser user = PimUser.withTiny()) {
      user.uses(old);
      String build = underWay(user, () -> true);
      user.uses(NEW);
      user.pim("up").exits(0).saying("another PIM version");
      endsWell(user, build);
      user.isSatisfied();
    }
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
        // Each side reads the other side's files.
        user.uses(worker);
        assertEquals("done", state(user, build));
        user.pim("build", "logs", build).exits(0).saying("base runs as root");
        user.pim("image", "list").exits(0).saying(build);
        assertTrue(running.isAlive(), "the first worker ran the complete build");
      }
      user.isSatisfied();
    }
  }

  /** Starts a build, and returns its ID when its first script runs in the guest. */
  private static String underWay(PimUser user, Supplier<Boolean> alive) throws Exception {
    user.write("scripts.d/base.sh", user.read("scripts.d/base.sh") + "sleep 20\n");
    user.pim("build", "run", "tiny", "--detach").exits(0);
    String build = user.newestBuild();
    Waiting.until(
        LIMIT,
        () -> Files.exists(log(user, build)) && user.log(build).contains("base runs as root"),
        alive,
        () -> "the script of " + build + " has said nothing");
    return build;
  }

  private static void endsWell(PimUser user, String build) throws Exception {
    user.pim("build", "watch", build).exits(0);
    assertEquals("done", state(user, build));
    assertEquals(1, user.log(build).split("base runs as root", -1).length - 1, "it ran once");
    user.requireNothingLeft(build);
  }

  private static boolean isEnded(PimUser user, String build) throws Exception {
    return List.of("done", "failed", "canceled").contains(state(user, build));
  }

  private static Path log(PimUser user, String build) {
    return user.builds().resolve(build).resolve("build.log");
  }

  private static String state(PimUser user, String build) throws Exception {
    return user.pim("build", "show", build, "-o", "json").exits(0).json().get("state").asText();
  }
}
