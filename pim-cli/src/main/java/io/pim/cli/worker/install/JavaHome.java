package io.pim.cli.worker.install;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The Java that a worker is to use.
 *
 * @param home of the Java that runs this command
 */
record JavaHome(Path home) {
  private static final Path SYSTEM_JAVA = Path.of("/usr/bin/java");
  private static final List<Path> HIDDEN = List.of(Path.of("/home"), Path.of("/root"));

  static JavaHome current() {
    return new JavaHome(Path.of(System.getProperty("java.home")));
  }

  /**
   * The value of {@code JAVA_HOME}; empty when the system's own Java is used, which an update of
   * the system may move.
   *
   * @throws io.pim.cli.output.CommandFailure when the account of the worker could not read it
   */
  Optional<Path> needed(Layout layout) throws IOException {
    Path real = home.toRealPath();
    if (layout.isOwnAccount() && HIDDEN.stream().anyMatch(real::startsWith)) {
      throw Complaint.of(ExitStatus.FAILED, "The worker could not use this Java.")
          .at(home)
          .because("it is in a user's home folder, which the worker's account cannot read")
          .advise("Install the system's (apt install openjdk-17-jre-headless), or set JAVA_HOME.")
          .failure();
    }
    boolean isSystems =
        Files.exists(SYSTEM_JAVA) && SYSTEM_JAVA.toRealPath().equals(real.resolve("bin/java"));
    return isSystems ? Optional.empty() : Optional.of(home);
  }
}
