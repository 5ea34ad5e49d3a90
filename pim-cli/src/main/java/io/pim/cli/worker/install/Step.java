package io.pim.cli.worker.install;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** One change of the machine; does nothing if it is already made. */
interface Step {
  /** The change in words that begin with a verb: {@code create folder /etc/pim}. */
  String what();

  boolean isDone() throws IOException, InterruptedException;

  void apply() throws IOException, InterruptedException;

  /** The path or mark that the change adds to the machine, which an uninstallation removes. */
  default Optional<String> makes() throws IOException {
    return Optional.empty();
  }

  /** The name of a path in a record. */
  static Optional<String> made(Path path) {
    return Optional.of(path.toString());
  }
}
