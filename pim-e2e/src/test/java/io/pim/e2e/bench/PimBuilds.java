package io.pim.e2e.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Builds with PIM, using only its commands. */
final class PimBuilds {
  private static final Duration LIMIT = Duration.ofMinutes(60);
  private static final int HELD = 3;

  /** The first line that a script prints. */
  private static final String FIRST_LINE = "pim-bench-first-line-";

  /** A new worker reports this when it follows a script of an earlier worker. */
  private static final String JOINED = "joined the running script";

  private static final String CHOICE = "] accelerator: ";
  private static final Pattern SAME_CHOICE =
      Pattern.compile(CHOICE + Guest.ACCELERATOR + "\\b", Pattern.CASE_INSENSITIVE);

  private final Lab lab;
  private final Recipe recipe;

  PimBuilds(Lab lab, Recipe recipe) {
    this.lab = lab;
    this.recipe = recipe;
  }

  /** Starts server and worker before anything is measured, as on any working day. */
  void up() throws IOException, InterruptedException {
    pim("up").exits(0);
  }

  /** Runs every step, even if its layer exists. */
  Built full() throws IOException, InterruptedException {
    return built(pim("build", "run", profile(), "--force").exits(0));
  }

  /** Runs only the steps that have changed. */
  Built rebuild() throws IOException, InterruptedException {
    return built(pim("build", "run", profile()).exits(0));
  }

  /** Builds again without any change. */
  Duration nothing() throws IOException, InterruptedException {
    Path image = newestImage();
    Duration took = pim("build", "run", profile()).exits(0).took();
    if (!newestImage().equals(image)) {
      throw new IOException("pim build run made another image where there was nothing to do");
    }
    return took;
  }

  /**
   * The last script fails, is edited, and starts again. Measures the time from {@code pim build
   * retry} to the script's first line in the build's log.
   */
  Duration retry(String nonce) throws IOException, InterruptedException {
    recipe.edit(nonce, "exit 9");
    pim("build", "run", profile()).exits(HELD);
    BuildEvents events = BuildEvents.of(builds());
    String line = FIRST_LINE + nonce;
    recipe.edit(nonce, "echo " + line);
    Program retry = start("build", "retry", profile());
    BuildEvents.Event first = events.await(line, LIMIT, retry::isAlive);
    pim("build", "cancel", first.buildId()).exits(0);
    retry.await(LIMIT);
    return Duration.between(retry.begun(), first.at());
  }

  /**
   * A build whose worker was killed.
   *
   * @param resumed from the kill until a new worker follows the script
   */
  record Killed(Built built, Duration resumed) {}

  /** A full build; its worker is killed at the last script's first line. */
  Killed killed(String nonce) throws IOException, InterruptedException {
    String line = FIRST_LINE + nonce;
    recipe.edit(nonce, "echo " + line);
    BuildEvents events = BuildEvents.of(builds());
    Program run = start("build", "run", profile(), "--force");
    BuildEvents.Event first = events.await(line, LIMIT, run::isAlive);
    worker().destroyForcibly();
    Instant killed = Instant.now();
    Built built = built(run.await(LIMIT).exits(0));
    Instant joined = BuildEvents.firstAfter(killed, JOINED, log(first.buildId()));
    return new Killed(built, Duration.between(killed, joined));
  }

  private ProcessHandle worker() throws IOException {
    Path state = lab.folder().resolve(".local/state/pim/service/worker.json");
    long pid = Json.mapper().readTree(Files.readAllBytes(state)).at("/process/pid").asLong();
    return ProcessHandle.of(pid).orElseThrow(() -> new IOException("the worker is gone: " + pid));
  }

  private Built built(Program.Ended run) throws IOException, InterruptedException {
    JsonNode build = Json.mapper().readTree(pim("build", "show", profile(), "-o", "json").out());
    requireSameAccelerator(log(build.path("buildId").asText()));
    PimSteps steps = PimSteps.of(build);
    return new Built(
        Path.of(build.at("/result/path").asText()),
        run.took(),
        steps.onlyVerifying(),
        steps.phases(run.took()));
  }

  /**
   * Checks the accelerator that PIM has chosen for each machine; the other contenders get it as an
   * option.
   */
  private static void requireSameAccelerator(Path log) throws IOException {
    List<String> choices =
        Files.readAllLines(log).stream().filter(line -> line.contains(CHOICE)).toList();
    if (choices.stream().anyMatch(line -> !SAME_CHOICE.matcher(line).find())) {
      throw new IOException(
          "PIM builds with another accelerator than the others, which makes it no comparison: "
              + choices
              + "\nRun the bench as a user who may not open /dev/kvm.");
    }
  }

  private Path newestImage() throws IOException, InterruptedException {
    JsonNode images = Json.mapper().readTree(pim("image", "list", "-o", "json").exits(0).out());
    return Path.of(images.at("/0/path").asText());
  }

  private Path builds() {
    return lab.folder().resolve(".local/state/pim/builds");
  }

  private Path log(String buildId) {
    return builds().resolve(buildId).resolve(BuildEvents.LOG);
  }

  private String profile() {
    return recipe.guest().profile();
  }

  private Program.Ended pim(String... arguments) throws IOException, InterruptedException {
    return start(arguments).await(LIMIT);
  }

  private Program start(String... arguments) throws IOException {
    return lab.start(
        recipe.configuration(),
        Stream.concat(Stream.of(Lab.ROOT.resolve("bin/pim").toString()), Arrays.stream(arguments))
            .toList());
  }
}
