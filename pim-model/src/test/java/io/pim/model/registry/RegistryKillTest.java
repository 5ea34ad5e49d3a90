package io.pim.model.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.pim.model.plan.StepKey;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed at random moments while they register images. */
@Timeout(300)
class RegistryKillTest {
  private static final int KILLS = 6;
  private static final long MOST_NANOS = 40_000_000;

  @TempDir Path folder;

  /** Registers one image after the other until it is killed, and reports each. */
  public static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws IOException {
      Registry registry = new Registry(folders(Path.of(arguments[0])));
      for (int number = Integer.parseInt(arguments[1]); true; number++) {
        registry.register(entry(number));
        System.out.println(number);
      }
    }
  }

  private static PimFolders folders(Path root) {
    return PimFolders.of(Map.of(), root, root);
  }

  private static ImageEntry entry(int number) {
    BuildId id = BuildId.of(String.format("web-x86_64-20261122-%06d", number));
    return new ImageEntry(
        id.text(),
        "web",
        Architecture.X86_64,
        Path.of("/images/" + id + ".qcow2"),
        "qcow2",
        1,
        Sha256.ofText("image " + number),
        id,
        Instant.EPOCH.plusSeconds(number),
        new StepKey(Sha256.ofText("plan " + number)),
        Firmware.BIOS,
        Path.of("/images/" + id + ".manifest.json"),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void keepsRegisteredImagesWhenKilledAtAnyMoment() throws Exception {
    long seed = Long.getLong("pim.seed", System.nanoTime());
    Random random = new Random(seed);
    Registry registry = new Registry(folders(folder));
    int done = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Path outputOf = folder.resolve("said " + kill);
      Process writer = start(done, outputOf);
      while (outputOf(outputOf) < 0) {
        assertTrue(writer.isAlive(), "the writer has ended");
      }
      long end = System.nanoTime() + (long) (random.nextDouble() * MOST_NANOS);
      while (System.nanoTime() < end) {
        registry.list();
      }
      writer.destroyForcibly().waitFor();
      int last = outputOf(outputOf);
      int size = registry.list().size();
      // The last one may have been registered without a report.
      assertTrue(size == last + 1 || size == last + 2, "seed " + seed + ": " + size + ", " + last);
      done = size;
    }
    registry.register(entry(done));
    try (Stream<Path> left = Files.list(folders(folder).data())) {
      assertEquals(
          List.of("registry.yml", "registry.yml.lock"),
          left.map(file -> file.getFileName().toString()).sorted().toList(),
          "seed " + seed);
    }
  }

  /** The last number that was reported as a complete line. */
  private static int outputOf(Path file) throws IOException {
    String text = Files.exists(file) ? Files.readString(file) : "";
    String whole = text.substring(0, text.lastIndexOf('\n') + 1).strip();
    return whole.isEmpty() ? -1 : Integer.parseInt(whole.substring(whole.lastIndexOf('\n') + 1));
  }

  private Process start(int from, Path outputOf) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Writer.class.getName(),
            folder.toString(),
            Integer.toString(from))
        .redirectOutput(outputOf.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
