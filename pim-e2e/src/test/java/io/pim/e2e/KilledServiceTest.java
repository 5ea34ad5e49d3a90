package io.pim.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Server and worker are killed while a person watches a build, and after the person has left. */
class KilledServiceTest {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @Test
  void aWatchedBuildContinuesByItself() throws Exception {
    try (PimUser user = PimUser.withTiny()) {
      user.write("scripts.d/base.sh", user.read("scripts.d/base.sh") + "sleep 15\n");
      Path out = user.folder().resolve("run.out");
      Path err = user.folder().resolve("run.err");
      Process run = user.start(out, err, "build", "run", "tiny");
      until(run, out, "script:base started");

      long server = pid(user, "server.json");
      long worker = pid(user, "worker.json");
      // One right after the other: the command notices a death within 50 ms, and reports what it
      // sees.
      kill(server);
      kill(worker);
      long killed = System.nanoTime();
      until(run, out, "starting again");
      until(run, out, "script:base done");
      long goneOn = System.nanoTime();
      assertTrue(run.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), () -> text(out));

      assertEquals(0, run.exitValue(), () -> text(out) + text(err));
      String said = text(out);
      // It may notice either death first, but it names each part that it replaces.
      assertTrue(said.contains("(pid " + server + ")"), said);
      assertTrue(said.contains("(pid " + worker + ")"), said);
      String afterwards = said.substring(said.indexOf("starting again"));
      assertTrue(afterwards.contains("Temporal server started"), said);
      assertTrue(afterwards.contains("Worker started"), said);
      assertTrue(said.contains("image tiny-x86_64-"), said);
      System.out.println(
          "killed server and worker: the step was done after "
              + Duration.ofNanos(goneOn - killed).toMillis()
              + " ms");
      String build = user.newestBuild();
      assertEquals(1, user.log(build).split("base runs", -1).length - 1, "base ran once");
      user.requireNothingLeft(build);
      user.isSatisfied();
    }
  }

  private static long pid(PimUser user, String file) throws IOException {
    JsonNode state = new ObjectMapper().readTree(user.service().resolve(file).toFile());
    return state.get("process").get("pid").asLong();
  }

  private static void kill(long pid) {
    assertTrue(ProcessHandle.of(pid).orElseThrow().destroyForcibly());
  }

  private static void until(Process run, Path out, String words) throws Exception {
    Waiting.until(LIMIT, () -> text(out).contains(words), run::isAlive, () -> text(out));
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
