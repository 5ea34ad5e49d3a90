package io.pim.host.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.tools.guestserver.Resource;
import io.pim.tools.process.Command;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other programs read the seed that PIM writes. */
class SeedIsoTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String LONG = "x".repeat(5000);

  @TempDir Path folder;
  private Path volume;

  @BeforeEach
  void write() throws Exception {
    volume = folder.resolve("seed.iso");
    Files.write(
        volume,
        new SeedIso(
                "cidata",
                List.of(
                    Resource.text("user-data", "#cloud-config\n"),
                    Resource.text("meta-data", "instance-id: i-1\n"),
                    Resource.text("vendor-data", LONG)))
            .bytes());
  }

  @Test
  void hasTheVolumeNameThatCloudInitExpects() throws Exception {
    Path blkid = require("blkid");
    Finished finished = run(blkid.toString(), "-p", "-o", "export", volume.toString());
    assertTrue(finished.output().contains("LABEL=cidata\n"), finished.output());
    assertTrue(finished.output().contains("TYPE=iso9660\n"), finished.output());
  }

  @Test
  void containsItsFiles() throws Exception {
    Path xorriso = require("xorriso");
    for (String name : List.of("META-DATA", "USER-DATA", "VENDOR-DATA")) {
      Finished finished =
          run(
              xorriso.toString(),
              "-osirrox",
              "on",
              "-indev",
              volume.toString(),
              "-extract",
              "/" + name,
              folder.resolve(name).toString());
      assertEquals(0, finished.exitCode(), finished.output());
    }
    assertEquals("#cloud-config\n", Files.readString(folder.resolve("USER-DATA")));
    assertEquals("instance-id: i-1\n", Files.readString(folder.resolve("META-DATA")));
    assertEquals(LONG, Files.readString(folder.resolve("VENDOR-DATA"), StandardCharsets.US_ASCII));
  }

  private static Path require(String program) {
    Optional<Path> found = Tools.of(System.getenv()).find(program);
    assumeTrue(found.isPresent(), program + " is not installed");
    return found.get();
  }

  private static Finished run(String... argv) throws InterruptedException {
    return new ProcessRunner().run(Command.of(List.of(argv), LIMIT));
  }
}
