package io.pim.tools.utm;

import io.pim.model.failure.BuildFailure;
import io.pim.tools.process.Command;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.Finished;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The application UTM on this machine. */
public final class UtmApp {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final int LINES = 3;

  private final String system;
  private final List<Path> places;
  private final CommandRunner runner;

  UtmApp(String system, List<Path> places, CommandRunner runner) {
    this.system = system;
    this.places = places;
    this.runner = runner;
  }

  /**
   * This machine's UTM, if it is installed.
   *
   * @param home whose applications count as well
   */
  public static UtmApp ofThisMachine(Path home, CommandRunner runner) {
    return new UtmApp(
        System.getProperty("os.name", ""),
        List.of(Path.of("/Applications/UTM.app"), home.resolve("Applications/UTM.app")),
        runner);
  }

  /** Why UTM cannot open anything here; empty if it can. */
  public Optional<String> obstacle() {
    if (!system.startsWith("Mac")) {
      return Optional.of("UTM is an application of macOS, and this host runs " + system);
    }
    return places.stream().anyMatch(Files::isDirectory)
        ? Optional.empty()
        : Optional.of("UTM is not installed: none of these exists: " + places);
  }

  /**
   * Opens a machine, which adds it to UTM's list; does not start it.
   *
   * @return why UTM did not open it; empty if it did
   */
  public Optional<String> open(Path machine) throws InterruptedException {
    Optional<String> obstacle = obstacle();
    if (obstacle.isPresent()) {
      return obstacle;
    }
    try {
      Finished finished =
          runner.run(Command.of(List.of("/usr/bin/open", "-a", "UTM", machine.toString()), LIMIT));
      return finished.succeeded()
          ? Optional.empty()
          : Optional.of("open: " + String.join(" ", finished.lastLines(LINES)));
    } catch (BuildFailure e) {
      return Optional.of(e.report().what());
    }
  }
}
