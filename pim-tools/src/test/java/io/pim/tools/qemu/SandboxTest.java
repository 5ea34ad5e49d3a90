package io.pim.tools.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.unit.Architecture;
import io.pim.tools.process.Command;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.Finished;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxTest {
  private static final Path QEMU = Path.of("/q/qemu-system-x86_64");

  @TempDir Path folder;
  private final List<Command> commands = new ArrayList<>();

  @Test
  void triesTheSandboxOncePerQemu() throws Exception {
    Sandbox sandbox = new Sandbox(answering(0));

    assertTrue(sandbox.works(QEMU, "7.2"));
    assertTrue(sandbox.works(QEMU, "7.2"));
    assertEquals(1, commands.size());
    assertTrue(sandbox.works(QEMU, "8.0"));
    assertEquals(2, commands.size());
    assertTrue(commands.get(0).argv().contains("-sandbox"));
  }

  @Test
  void runsAQemuThatRefusesItWithoutSandbox() throws Exception {
    Sandbox sandbox = new Sandbox(answering(1));

    assertFalse(sandbox.works(QEMU, "7.2"));
    assertFalse(sandbox.works(QEMU, "7.2"));
    assertEquals(1, commands.size());
  }

  @Test
  void repeatsATrialOnABusyHost() throws Exception {
    Sandbox sandbox =
        new Sandbox(
            command -> {
              commands.add(command);
              if (commands.size() == 1) {
                throw BuildFailure.of(FailureKind.TOOL_FAILED, "it ran too long").build();
              }
              return new Finished(0, "");
            });

    assertFalse(sandbox.works(QEMU, "7.2"));
    assertTrue(sandbox.works(QEMU, "7.2"));
  }

  /** Checks the process itself: the filter is active, and the process can gain no new rights. */
  @Test
  @Tag("qemu")
  void aMachineRunsInIt() throws Exception {
    BusyMachine vm = new BusyMachine(folder);
    try {
      VirtualMachine machine = vm.start();
      boolean sandbox = vm.qemu.installation.system(Architecture.X86_64).sandbox();
      Path status = Path.of("/proc/" + machine.facts().process().pid() + "/status");
      if (Files.exists(status)) {
        List<String> lines = Files.readAllLines(status);
        assertEquals(sandbox, lines.contains("Seccomp:\t2"), lines::toString);
        assertEquals(sandbox, lines.contains("NoNewPrivs:\t1"), lines::toString);
      } else {
        assertFalse(sandbox);
      }
    } finally {
      vm.end();
    }
  }

  private CommandRunner answering(int exitCode) {
    return command -> {
      commands.add(command);
      return new Finished(exitCode, "");
    };
  }
}
