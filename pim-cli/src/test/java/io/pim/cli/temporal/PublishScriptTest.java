package io.pim.cli.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.tools.process.Command;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** scripts/dist/publish.sh: a build replaces the distribution from which a worker runs. */
class PublishScriptTest {
  private static final Path SCRIPT = Path.of("..", "scripts", "dist", "publish.sh");

  @TempDir Path temporary;
  private Path target;
  private Path dist;

  @BeforeEach
  void setUp() throws IOException {
    target = temporary.toRealPath();
    dist = target.resolve("dist");
  }

  @Test
  void keepsTheDistributionOfARunningWorkerUntilItEnds() throws Exception {
    publish("1");
    Path first = dist.toRealPath();
    Process worker =
        new ProcessBuilder("/bin/sh", "-c", "read line", first + "/lib/pim-cli.jar").start();
    try {
      publish("2");
      assertEquals("jar 2", Files.readString(dist.resolve("lib/pim-cli.jar")));
      isOfYesterday(first);
      publish("3");
      assertEquals("jar 1", Files.readString(first.resolve("lib/pim-cli.jar")));
    } finally {
      worker.destroyForcibly().waitFor();
    }
    publish("4");
    assertFalse(Files.exists(first), "no process uses it any longer");
  }

  @Test
  void keepsThePreviousOneForCommandsThatHaveJustStarted() throws Exception {
    publish("1");
    Path first = dist.toRealPath();
    isOfYesterday(first);
    publish("2");
    assertTrue(Files.exists(first));
  }

  @Test
  void theSameBuildReplacesNothing() throws Exception {
    publish("1");
    Path file = dist.toRealPath().resolve("lib/pim-cli.jar");
    Object before = Files.getAttribute(file, "unix:ino");
    publish("1");
    assertEquals(before, Files.getAttribute(dist.resolve("lib/pim-cli.jar"), "unix:ino"));
    assertFalse(Files.exists(target.resolve("dist-new")));
  }

  @Test
  void replacesTheFolderOfAnOlderPim() throws Exception {
    Files.createDirectories(dist.resolve("lib"));
    publish("1");
    assertTrue(Files.isSymbolicLink(dist));
    assertEquals("jar 1", Files.readString(dist.resolve("lib/pim-cli.jar")));
  }

  private void publish(String id) throws Exception {
    Path made = target.resolve("dist-new");
    Files.createDirectories(made.resolve("lib"));
    Files.writeString(made.resolve("lib/pim-cli.jar"), "jar " + id);
    Files.writeString(made.resolve("build-id"), id.repeat(64) + "\n");
    Finished run =
        new ProcessRunner()
            .run(
                Command.of(
                    List.of("/bin/sh", SCRIPT.toString(), made.toString(), dist.toString()),
                    Duration.ofMinutes(2)));
    assertTrue(run.succeeded(), run.output());
    assertEquals("", run.output());
  }

  private static void isOfYesterday(Path folder) throws IOException {
    Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
  }
}
