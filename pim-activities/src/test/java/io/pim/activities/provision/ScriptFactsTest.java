package io.pim.activities.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pim.model.json.Json;
import io.pim.tools.process.ProcessIdentity;
import io.pim.tools.ssh.FollowedLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptFactsTest {
  private static final ProcessIdentity MACHINE = new ProcessIdentity(7, Instant.EPOCH, "boot/1");

  @TempDir Path folder;

  @Test
  void isReadOnlyForItsMachine() throws Exception {
    Path file = folder.resolve("facts.json");
    FollowedLines.Mark mark = new FollowedLines.Mark(9, 2, List.of("line"));
    ScriptFacts facts =
        ScriptFacts.begun(MACHINE, "boot", 5).reached(mark, 7).ended(OptionalInt.of(3));
    Json.write(file, facts);

    assertEquals(Optional.of(facts), ScriptFacts.read(file, MACHINE));
    assertEquals(mark, facts.mark());
    ProcessIdentity other = new ProcessIdentity(8, Instant.EPOCH, "boot/1");
    assertEquals(Optional.empty(), ScriptFacts.read(file, other));
  }

  /** A worker that was replaced by a newer one has left its facts. */
  @Test
  void treatsAFileOfAnOlderPimAsAStartedRun() throws Exception {
    Path file = folder.resolve("facts.json");
    Json.write(file, ScriptFacts.begun(MACHINE, "boot", 5));
    ObjectNode old = (ObjectNode) Json.mapper().readTree(Files.readAllBytes(file));
    old.remove(List.of("boot", "pieces", "lastLines", "logged", "reboots"));
    Files.writeString(file, old.toString());

    ScriptFacts facts = ScriptFacts.read(file, MACHINE).orElseThrow();
    assertEquals(Optional.empty(), facts.boot());
    assertEquals(FollowedLines.Mark.START, facts.mark());
    assertEquals(0, facts.rebootCount());
  }

  @Test
  void countsARebootAndReadsTheNextRunFromItsStart() {
    FollowedLines.Mark mark = new FollowedLines.Mark(9, 2, List.of("line"));
    ScriptFacts asked = ScriptFacts.begun(MACHINE, "boot", 5).reached(mark, 7).rebooting(8);
    assertTrue(asked.isRebooting());
    assertEquals(Optional.of("boot"), asked.boot());
    ScriptFacts again = asked.begunAgain("next", 9);
    assertFalse(again.isRebooting());
    assertEquals(Optional.of("next"), again.boot());
    assertEquals(new FollowedLines.Mark(0, 0, List.of("line")), again.mark());
    assertEquals(1, again.ended(OptionalInt.of(0)).rebootCount());
  }
}
