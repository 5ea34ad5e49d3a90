package io.pim.model.config;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random files: the reader returns a tree, or problems with their position. */
class YamlFuzzTest {
  private static final int CASES = Math.max(2_000, Integer.getInteger("pim.fuzz.rounds", 0));

  /** {@code -Dpim.fuzz.seed=N} sets another seed; a failure names its seed and case. */
  private static final long SEED = Long.getLong("pim.fuzz.seed", 20261122L);

  private static final List<String> MEANINGFUL =
      List.of(
          ":",
          "- ",
          "\t",
          "\n",
          "\r\n",
          "  ",
          "\"",
          "'",
          "[",
          "]",
          "{",
          "}",
          "&a ",
          "*a",
          "<<: *a",
          "!!binary ",
          "!ruby/object:Object ",
          "---\n",
          "...\n",
          "%YAML 9.9\n",
          "? ",
          "| ",
          ">-\n",
          "#",
          "~",
          "0x",
          "0b2",
          "1e999",
          "2026-02-31",
          "yes",
          "\u0000",
          "\u0007",
          "\ufeff",
          "\u2028",
          "\ud83d\ude00",
          "190:20:30",
          "0o8",
          ".inf",
          "9".repeat(400),
          "[".repeat(60));

  @TempDir Path folder;

  private static List<byte[]> seeds() {
    Path examples = Path.of("..", "examples").toAbsolutePath().normalize();
    try (Stream<Path> files = Files.walk(examples)) {
      return files
          .filter(file -> file.toString().endsWith(".yml"))
          .sorted()
          .map(YamlFuzzTest::bytes)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void readsOrRefusesEveryMutationWithItsPosition() throws IOException {
    List<byte[]> seeds = seeds();
    assertTrue(seeds.size() > 5, "there are examples to start from");
    Random random = new Random(SEED);
    int refused = 0;
    for (int i = 0; i < CASES; i++) {
      byte[] mutant = seeds.get(random.nextInt(seeds.size()));
      for (int n = random.nextInt(8); n >= 0; n--) {
        mutant = mutate(mutant, random);
      }
      String which = "seed " + SEED + ", case " + i;
      Path file = Files.write(folder.resolve("mutant.yml"), mutant);
      Problems problems = new Problems();
      Optional<ConfigMap> tree =
          assertTimeoutPreemptively(
              Duration.ofSeconds(60), () -> read(file, problems, which), which);
      for (Problem problem : problems.list()) {
        assertTrue(problem.file().equals("mutant.yml") && problem.line() > 0, which + problem);
      }
      assertTrue(tree.isPresent() == problems.isEmpty(), which);
      refused += problems.isEmpty() ? 0 : 1;
    }
    assertTrue(refused > CASES / 10, "mutations do harm: " + refused);
    assertFalse(refused == CASES, "and not always");
  }

  private static Optional<ConfigMap> read(Path file, Problems problems, String which) {
    try {
      Optional<ConfigMap> tree = new YamlReader(problems).read(file, "mutant.yml");
      // The tree can be checked and printed.
      tree.ifPresent(map -> SettingsSchema.ALL.check(map, new Problems()));
      tree.ifPresent(map -> assertTrue(map.plain().toString().length() < 50_000_000));
      return tree;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      return fail(which, e);
    }
  }

  private static byte[] mutate(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length + 1);
    int end = Math.min(bytes.length, at + random.nextInt(40));
    return switch (random.nextInt(6)) {
      case 0 ->
          join(bytes, at, new byte[] {(byte) random.nextInt(256)}, Math.min(bytes.length, at + 1));
      case 1 -> join(bytes, at, new byte[0], end);
      case 2 -> join(bytes, at, Arrays.copyOfRange(bytes, at, end), at);
      case 3 -> Arrays.copyOf(bytes, at);
      default -> {
        String text = MEANINGFUL.get(random.nextInt(MEANINGFUL.size()));
        yield join(bytes, at, text.getBytes(StandardCharsets.UTF_8), at);
      }
    };
  }

  private static byte[] join(byte[] bytes, int head, byte[] middle, int tail) {
    byte[] result = Arrays.copyOf(bytes, head + middle.length + bytes.length - tail);
    System.arraycopy(middle, 0, result, head, middle.length);
    System.arraycopy(bytes, tail, result, head + middle.length, bytes.length - tail);
    return result;
  }
}
