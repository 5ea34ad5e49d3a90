package io.pim.activities.provision;

import io.pim.model.json.Json;
import io.pim.tools.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How far a script's run has come; on disk, for a worker that has just started.
 *
 * @param machine the machine it ran in: in another one nothing of this holds
 * @param offset how many bytes of output are in the build's log
 * @param exitStatus what it ended with
 */
record ScriptFacts(ProcessIdentity machine, long offset, OptionalInt exitStatus) {

  /** What is known of a run in this very machine; empty where none was begun. */
  static Optional<ScriptFacts> read(Path file, ProcessIdentity machine) throws IOException {
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    return Optional.of(Json.read(file, ScriptFacts.class)).filter(f -> f.machine.equals(machine));
  }
}
