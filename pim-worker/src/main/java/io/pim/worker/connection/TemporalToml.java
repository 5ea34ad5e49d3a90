package io.pim.worker.connection;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The configuration file of Temporal's own tools. PIM looks for it itself, for two reasons:
 * Temporal's library ignores HOME, which all other tools follow, and it creates its TOML reader
 * before it looks for the file, which takes a sixth of a command's start time.
 */
final class TemporalToml {
  private TemporalToml() {}

  /** The file, if it exists: the one that TEMPORAL_CONFIG_FILE names, or else the usual one. */
  static Optional<Path> find(Map<String, String> environment) {
    String named = environment.getOrDefault("TEMPORAL_CONFIG_FILE", "");
    Stream<Path> candidates = named.isEmpty() ? usual(environment) : Stream.of(Path.of(named));
    return candidates.filter(Files::exists).findFirst();
  }

  /** Whether a profile is named, which must then be in a file. */
  static boolean isRequired(Map<String, String> environment) {
    return !environment.getOrDefault("TEMPORAL_PROFILE", "").isEmpty();
  }

  /** Where Temporal's tools look, on Linux and on macOS. */
  private static Stream<Path> usual(Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", "");
    Path base = Path.of(home.isEmpty() ? System.getProperty("user.home", "") : home);
    return Stream.of(
            Path.of(environment.getOrDefault("XDG_CONFIG_HOME", "")),
            base.resolve(".config"),
            base.resolve("Library/Application Support"))
        .filter(Path::isAbsolute)
        .map(folder -> folder.resolve("temporalio/temporal.toml"));
  }
}
