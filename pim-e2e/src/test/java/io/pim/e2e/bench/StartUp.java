package io.pim.e2e.bench;

import io.pim.e2e.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Measures how long commands take to start, compared with a Java that does nothing. */
final class StartUp {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Path ARCHIVES = Lab.ROOT.resolve("pim-cli/target/dist/cds");

  private static final Map<Measure, List<String>> COMMANDS =
      Map.of(
          Measure.VERSION_START, List.of("--version"),
          Measure.COMPLETE_START, List.of("__complete", "--", "build", "run", ""),
          Measure.HELP_START, List.of("--help"),
          Measure.PROFILES_START, List.of("profile", "list"),
          Measure.BUILDS_START, List.of("build", "list"),
          Measure.DOCTOR_START, List.of("doctor"));

  private final Lab lab;
  private final Path configuration;

  StartUp(Lab lab, Path configuration) {
    this.lab = lab;
    this.configuration = configuration;
  }

  void measure(int runs, Results results) throws IOException, InterruptedException {
    awaitArchive();
    for (int run = 0; run < runs; run++) {
      results.took(Measure.JAVA_START, took(List.of("java", "-version")));
      for (Measure measure : Measure.values()) {
        if (COMMANDS.containsKey(measure)) {
          results.took(measure, took(pim(COMMANDS.get(measure))));
        }
      }
    }
  }

  /** Waits for the class archive, which the first start makes in the background. */
  private void awaitArchive() throws IOException, InterruptedException {
    took(pim(List.of("--version")));
    try {
      Waiting.until(
          LIMIT, StartUp::hasArchive, () -> true, () -> "no class archive in " + ARCHIVES);
    } catch (IOException | InterruptedException e) {
      throw e;
    } catch (Exception | AssertionError e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static boolean hasArchive() throws IOException {
    if (Files.notExists(ARCHIVES)) {
      return false;
    }
    try (Stream<Path> files = Files.list(ARCHIVES)) {
      return files.anyMatch(file -> file.toString().endsWith(".jsa"));
    }
  }

  private Duration took(List<String> command) throws IOException, InterruptedException {
    return lab.run(configuration, LIMIT, command).took();
  }

  private static List<String> pim(List<String> arguments) {
    return Stream.concat(Stream.of(Lab.ROOT.resolve("bin/pim").toString()), arguments.stream())
        .toList();
  }
}
