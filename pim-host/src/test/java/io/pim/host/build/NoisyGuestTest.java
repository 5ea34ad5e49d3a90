package io.pim.host.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.secret.Redactor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A guest may write as much as it likes; this costs the host neither memory nor disk. */
class NoisyGuestTest {
  private static final String STEP = "script:base";
  private static final int MANY = 40 << 20;

  @TempDir Path folder;
  private Path console;

  /** Runs in its own Java process with a small heap: prints the last visible line. */
  public static void main(String[] args) {
    BuildLog log =
        new BuildLog(Path.of(args[0]), new Redactor(List.of("secret")), Clock.systemUTC());
    System.out.println(log.lastLines(Path.of(args[1]), 1));
  }

  @Test
  @Timeout(180)
  void aLineWithoutEndNeedsNoMemory() throws Exception {
    console = write("x".repeat(1 << 20), MANY >> 20);

    assertEquals(List.of("x".repeat(300)).toString(), lastLineInASmallHeap());
  }

  @Test
  @Timeout(180)
  void manyLinesNeedNoMemory() throws Exception {
    console = write("a line of a guest, as it says many\n".repeat(1 << 15), MANY >> 20);

    assertEquals("[a line of a guest, as it says many]", lastLineInASmallHeap());
  }

  /** Reading the last lines must not read the whole file: this one has a terabyte. */
  @Test
  @Timeout(60)
  void readsOnlyTheEndForTheLastLines() throws Exception {
    console = folder.resolve("console.log");
    try (var file = new java.io.RandomAccessFile(console.toFile(), "rw")) {
      file.setLength(1L << 40);
      file.seek(1L << 40);
      file.write("\nthe last line\n".getBytes(StandardCharsets.US_ASCII));
    }

    assertEquals(List.of("the last line"), log(1, 1).lastLines(console, 1));
  }

  /** Wherever the part that is read begins, a secret may straddle that point. */
  @Test
  void hidesHalfASecret() throws Exception {
    String secret = "correct-horse-battery-staple";
    BuildLog log =
        new BuildLog(folder.resolve("l"), new Redactor(List.of(secret)), Clock.systemUTC());
    console = folder.resolve("console.log");
    for (int cut = 0; cut <= secret.length(); cut++) {
      String after = "\n" + "y".repeat((64 << 10) - cut - 2) + "\n";
      Files.writeString(console, "x".repeat(1000) + secret + after);

      for (String line : log.lastLines(console, 3)) {
        assertFalse(line.contains("staple") || line.contains("le"), line);
      }
    }
  }

  @Test
  void dropsOutputAboveTheLimitButNotTheStepsOwnLines() throws Exception {
    BuildLog log = log(100, 1 << 20);
    int kept = 0;
    for (int i = 0; i < 50; i++) {
      kept += log.addOutput(STEP, "nine more") ? 1 : 0;
    }
    log.add(STEP, "the script has ended");

    List<String> lines = Files.readAllLines(folder.resolve("build.log"));

    assertEquals(10, kept);
    assertEquals(12, lines.size());
    assertTrue(lines.get(10).contains("[pim] this is more than 0 MiB of output"), lines.get(10));
    assertTrue(lines.get(11).endsWith("the script has ended"), lines.get(11));
  }

  /** Every attempt of a step has its own limit, and there may be many attempts. */
  @Test
  void aLogThatIsTooLongTakesNoMoreOutput() throws Exception {
    for (int attempt = 0; attempt < 20; attempt++) {
      BuildLog log = log(1 << 20, 1000);
      for (int i = 0; i < 100; i++) {
        log.addOutput(STEP, "a line");
      }
    }

    // The limit, and one line per attempt that reports it.
    assertTrue(Files.size(folder.resolve("build.log")) < 1000 + 21 * 150);
  }

  private BuildLog log(long most, long mostFile) {
    return new BuildLog(
        folder.resolve("build.log"),
        new Redactor(List.of()),
        Clock.systemUTC(),
        new OutputLimit(most, mostFile));
  }

  private Path write(String part, int times) throws IOException {
    Path file = folder.resolve("console.log");
    byte[] bytes = part.getBytes(StandardCharsets.US_ASCII);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < times; i++) {
        out.write(bytes);
      }
    }
    return file;
  }

  private String lastLineInASmallHeap() throws Exception {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                NoisyGuestTest.class.getName(),
                folder.resolve("build.log").toString(),
                console.toString())
            .redirectErrorStream(true)
            .start();
    try (Stream<String> lines = java.inputReader(StandardCharsets.UTF_8).lines()) {
      return String.join("\n", lines.limit(20).toList());
    } finally {
      java.destroy();
    }
  }
}
