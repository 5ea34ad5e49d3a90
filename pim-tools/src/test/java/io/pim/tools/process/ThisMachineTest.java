package io.pim.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.model.host.MachineId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThisMachineTest {
  private static final String LINUX = "0123456789abcdef0123456789abcdef";
  private static final String MAC = "564D7A3B-0F1E-4C55-9A0B-0123456789AB";

  @TempDir Path folder;

  private Optional<MachineId> id(String text, CommandRunner runner, Optional<Path> ioreg)
      throws Exception {
    Path file = Files.writeString(folder.resolve("machine-id"), text);
    return new ThisMachine(List.of(folder.resolve("none"), file), runner, ioreg).id();
  }

  private static Finished noProgram(Command command) {
    throw new AssertionError("no command may run: " + command);
  }

  @Test
  void readsTheMachineIdOfLinux() throws Exception {
    assertEquals(
        Optional.of(MachineId.of(LINUX)),
        id(LINUX + "\n", ThisMachineTest::noProgram, Optional.empty()));
  }

  @Test
  void hasNoIdDuringTheSetupOfTheSystem() throws Exception {
    for (String text : List.of("", "uninitialized\n", "no id")) {
      assertEquals(Optional.empty(), id(text, ThisMachineTest::noProgram, Optional.empty()), text);
    }
  }

  @Test
  void asksMacOs() throws Exception {
    Path ioreg = Path.of("/usr/sbin/ioreg");
    String output =
        "+-o J274AP  <class IOPlatformExpertDevice>\n    {\n"
            + "      \"IOPlatformSerialNumber\" = \"C07XXXXXXXXX\"\n"
            + ("      \"IOPlatformUUID\" = \"" + MAC + "\"\n    }\n");

    assertEquals(
        Optional.of(MachineId.of(MAC)),
        id("", command -> new Finished(0, output), Optional.of(ioreg)));
    assertEquals(
        Optional.empty(), id("", command -> new Finished(1, "no such"), Optional.of(ioreg)));
  }
}
