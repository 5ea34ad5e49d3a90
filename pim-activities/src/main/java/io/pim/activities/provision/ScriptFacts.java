package io.pim.activities.provision;

import io.pim.model.json.Json;
import io.pim.tools.process.ProcessIdentity;
import io.pim.tools.ssh.FollowedLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How far a script's run has come; on disk, for a worker that has just started. It is there from
 * just before the script begins: what is known of is never begun anew.
 *
 * @param machine the machine it ran in: in another one nothing of this holds
 * @param boot the boot of the guest it ran in; empty where an older PIM did not say
 * @param offset the byte of the output that begins the first line that is not whole in the build's
 *     log
 * @param pieces how many pieces of that line are in the log, where it is a very long one
 * @param lastLines the last lines that are in the log
 * @param exitStatus what it ended with
 */
record ScriptFacts(
    ProcessIdentity machine,
    Optional<String> boot,
    long offset,
    int pieces,
    Optional<List<String>> lastLines,
    OptionalInt exitStatus) {

  /** A run that is about to begin. */
  static ScriptFacts begun(ProcessIdentity machine, String boot) {
    return new ScriptFacts(machine, Optional.of(boot), 0, 0, Optional.empty(), OptionalInt.empty());
  }

  /** Where to go on telling the output. */
  FollowedLines.Mark mark() {
    return new FollowedLines.Mark(offset, pieces, lastLines.orElse(List.of()));
  }

  ScriptFacts reached(FollowedLines.Mark mark) {
    return new ScriptFacts(
        machine, boot, mark.offset(), mark.pieces(), Optional.of(mark.lastLines()), exitStatus);
  }

  ScriptFacts ended(OptionalInt status) {
    return new ScriptFacts(machine, boot, offset, pieces, lastLines, status);
  }

  /** What is known of a run in this very machine; empty where none was begun. */
  static Optional<ScriptFacts> read(Path file, ProcessIdentity machine) throws IOException {
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    return Optional.of(Json.read(file, ScriptFacts.class)).filter(f -> f.machine.equals(machine));
  }
}
