package io.pim.worker.connection;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The configuration file of Temporal's own tools. Temporal's library creates its TOML reader before
 * it looks for the file, and that takes a sixth of a command's start time.
 */
final class TemporalToml {
  private TemporalToml() {}

  /** Whether the library must read it: the file exists, or a profile is named that requires it. */
  static boolean mayBeThere(Map<String, String> environment) {
    if (!environment.getOrDefault("TEMPORAL_PROFILE", "").isEmpty()) {
      return true;
    }
    String named = environment.getOrDefault("TEMPORAL_CONFIG_FILE", "");
    return named.isEmpty() ? usual().anyMatch(Files::exists) : Files.exists(Path.of(named));
  }

  /** Where the library looks, on Linux and on macOS. */
  private static Stream<Path> usual() {
    Path home = Path.of(System.getProperty("user.home", ""));
    return Stream.of(".config", "Library/Application Support")
        .map(folder -> home.resolve(folder).resolve("temporalio/temporal.toml"));
  }
}
