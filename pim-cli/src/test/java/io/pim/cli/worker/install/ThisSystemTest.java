package io.pim.cli.worker.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs programs of the real machine, and reads and changes owners. */
class ThisSystemTest {
  private final ThisSystem system = new ThisSystem(new ProcessRunner(), Tools.of(System.getenv()));

  @TempDir Path folder;

  @Test
  void runsAProgram() throws Exception {
    assertEquals("a word\n", system.run(List.of("sh", "-c", "echo a word")).output());
    assertFalse(system.run(List.of("sh", "-c", "exit 3")).succeeded());
  }

  @Test
  void namesAMissingProgram() {
    BuildFailure failure =
        assertThrows(BuildFailure.class, () -> system.run(List.of("no-such-program")));
    assertEquals(FailureKind.TOOL_MISSING, failure.report().kind());
  }

  @Test
  void readsTheOwnerOfTheLinkItself() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("/"));
    PosixFileAttributes own = Files.readAttributes(folder, PosixFileAttributes.class);
    Owner me = new Owner(own.owner().getName(), own.group().getName());
    system.give(link, me);
    assertEquals(me, system.ownerOf(link));
    assertEquals(Path.of("/x"), system.at(Path.of("/x")));
  }
}
