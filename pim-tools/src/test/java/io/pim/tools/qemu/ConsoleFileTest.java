package io.pim.tools.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ConsoleFileTest {
  @TempDir Path folder;

  @Test
  void keepsAShortConsole() throws Exception {
    Path console = Files.writeString(folder.resolve("console.log"), "hello");

    assertEquals(5, ConsoleFile.bound(console, 5, 2));
    assertEquals("hello", Files.readString(console));
    assertEquals(0, ConsoleFile.bound(folder.resolve("none"), 5, 2));
  }

  @Test
  void keepsTheEndOfALongConsoleWithANote() throws Exception {
    Path console = Files.writeString(folder.resolve("console.log"), "first\nsecond\nlast\n");

    long size = ConsoleFile.bound(console, 10, 5);

    assertEquals(
        "[pim] 13 bytes of this console were left out here\nlast\n", Files.readString(console));
    assertEquals(Files.size(console), size);
  }

  @Test
  void putsANoteOnItsOwnLine() throws Exception {
    Path console = Files.writeString(folder.resolve("console.log"), "login: ");

    ConsoleFile.note(console, "[pim] noted");

    assertEquals("login: \n[pim] noted\n", Files.readString(console));
  }

  /** If QEMU continued at its old position, zeros would fill the space before it. */
  @Test
  @Tag("qemu")
  @Timeout(180)
  void qemuContinuesAtTheNewEnd() throws Exception {
    BusyMachine vm = new BusyMachine(folder);
    try {
      VirtualMachine machine = vm.start();
      Path console = machine.facts().consoleLog();
      while (ConsoleFile.bound(console, 200, 10) > 150 || !isCut(console)) {
        assertTrue(machine.isRunning());
      }
      String cut = Files.readString(console);
      while (Files.size(console) < cut.length() + 20L) {
        assertTrue(machine.isRunning());
      }

      String grown = Files.readString(console);

      assertTrue(grown.startsWith("[pim] "), grown);
      assertTrue(grown.endsWith(".".repeat(20)), grown);
      assertEquals(-1, grown.indexOf('\0'));
    } finally {
      vm.end();
    }
  }

  private static boolean isCut(Path console) throws Exception {
    return Files.exists(console) && Files.readString(console).startsWith("[pim] ");
  }
}
