package io.pim.e2e.bench;

import io.pim.e2e.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The lines of PIM's build logs, each of which begins with its time. */
final class BuildEvents {
  static final String LOG = "build.log";

  /** A line of a build's log. */
  record Event(String buildId, Instant at) {}

  private final Path builds;

  private BuildEvents(Path builds) {
    this.builds = builds;
  }

  /** The events of all builds with a folder in this folder. */
  static BuildEvents of(Path builds) {
    return new BuildEvents(builds);
  }

  /** Waits for a line with this text in the log of any build. */
  Event await(String text, Duration limit, Supplier<Boolean> alive)
      throws IOException, InterruptedException {
    try {
      Waiting.closely(
          limit, () -> find(text).isPresent(), alive, () -> "'" + text + "' is in no log");
    } catch (IOException | InterruptedException e) {
      throw e;
    } catch (Exception | AssertionError e) {
      throw new IOException(e.getMessage(), e);
    }
    return find(text).orElseThrow();
  }

  private Optional<Event> find(String text) throws IOException {
    if (Files.notExists(builds)) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.list(builds)) {
      for (Path folder : folders.toList()) {
        Optional<Instant> at =
            lines(folder.resolve(LOG)).stream()
                .filter(line -> line.contains(text))
                .map(BuildEvents::time)
                .flatMap(Optional::stream)
                .findFirst();
        if (at.isPresent()) {
          return Optional.of(new Event(folder.getFileName().toString(), at.get()));
        }
      }
    }
    return Optional.empty();
  }

  /** The first line with this text after a moment. */
  static Instant firstAfter(Instant moment, String text, Path log) throws IOException {
    return lines(log).stream()
        .filter(line -> line.contains(text))
        .map(BuildEvents::time)
        .flatMap(Optional::stream)
        .filter(at -> at.isAfter(moment))
        .findFirst()
        .orElseThrow(
            () -> new IOException("no '" + text + "' of after " + moment + " is in " + log));
  }

  private static List<String> lines(Path log) throws IOException {
    return Files.exists(log)
        ? Files.readString(log, StandardCharsets.ISO_8859_1).lines().toList()
        : List.of();
  }

  /** The time at the beginning of a line; empty if the line is still incomplete. */
  private static Optional<Instant> time(String line) {
    int end = line.indexOf(' ');
    return end > 0 ? Optional.of(Instant.parse(line.substring(0, end))) : Optional.empty();
  }
}
