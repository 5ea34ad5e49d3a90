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
import java.util.OptionalLong;

/**
 * The progress of a script's run; on disk, for a restarted worker. It is written just before the
 * script begins, and a run with such a file is never begun again.
 *
 * @param machine the machine of the run; the facts do not apply to any other
 * @param boot the guest's boot during the run; empty in facts of an older PIM
 * @param offset the byte of the output at which the first line begins that is not completely in the
 *     build's log
 * @param pieces how many pieces of that line are in the log, if it is a very long one
 * @param lastLines the last lines in the log
 * @param logged the log's size in bytes when these facts were written. Lines of the output after
 *     that are in the log, but not yet in these facts.
 * @param exitStatus the script's exit status
 * @param reboots the reboots that the script has asked for; missing in facts of an older PIM
 */
record ScriptFacts(
    ProcessIdentity machine,
    Optional<String> boot,
    long offset,
    int pieces,
    Optional<List<String>> lastLines,
    OptionalLong logged,
    OptionalInt exitStatus,
    Optional<Reboots> reboots) {

  /** The most reboots in one run of a step. A script that asks again and again would never end. */
  static final int MOST_REBOOTS = 10;

  @SuppressWarnings("OptionalAssignedToNull") // The field is missing in the JSON.
  ScriptFacts {
    reboots = reboots == null ? Optional.empty() : reboots;
  }

  /**
   * The reboots of the guest that a script has asked for.
   *
   * @param count how many
   * @param underWay whether the last one is not known to be over
   */
  record Reboots(int count, boolean underWay) {}

  /** The facts of a run that is about to begin. */
  static ScriptFacts begun(ProcessIdentity machine, String boot, long logged) {
    return new ScriptFacts(
        machine,
        Optional.of(boot),
        0,
        0,
        Optional.empty(),
        OptionalLong.of(logged),
        OptionalInt.empty(),
        Optional.empty());
  }

  /** The position from which to continue reporting the output. */
  FollowedLines.Mark mark() {
    return new FollowedLines.Mark(offset, pieces, lastLines.orElse(List.of()));
  }

  ScriptFacts reached(FollowedLines.Mark mark, long logSize) {
    return new ScriptFacts(
        machine,
        boot,
        mark.offset(),
        mark.pieces(),
        Optional.of(mark.lastLines()),
        OptionalLong.of(logSize),
        exitStatus,
        reboots);
  }

  ScriptFacts ended(OptionalInt status) {
    return new ScriptFacts(machine, boot, offset, pieces, lastLines, logged, status, reboots);
  }

  /** The facts of a script that is run again in the boot after one more reboot. */
  ScriptFacts rebooting(long logSize) {
    Reboots now = new Reboots(rebootCount() + 1, true);
    return new ScriptFacts(
        machine,
        boot,
        0,
        0,
        lastLines,
        OptionalLong.of(logSize),
        OptionalInt.empty(),
        Optional.of(now));
  }

  /** The facts of the run in the boot after the reboot. */
  ScriptFacts begunAgain(String newBoot, long logSize) {
    Reboots now = new Reboots(rebootCount(), false);
    return new ScriptFacts(
        machine,
        Optional.of(newBoot),
        0,
        0,
        lastLines,
        OptionalLong.of(logSize),
        OptionalInt.empty(),
        Optional.of(now));
  }

  int rebootCount() {
    return reboots.map(Reboots::count).orElse(0);
  }

  /** Whether the guest is to reboot, or reboots, before the script is run again. */
  boolean isRebooting() {
    return reboots.filter(Reboots::underWay).isPresent();
  }

  /** The facts of a run in exactly this machine; empty when none was begun. */
  static Optional<ScriptFacts> read(Path file, ProcessIdentity machine) throws IOException {
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    return Optional.of(Json.read(file, ScriptFacts.class)).filter(f -> f.machine.equals(machine));
  }
}
