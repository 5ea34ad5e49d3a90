package io.pim.tools.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a machine is asked to end, and made to. */
@Tag("qemu")
@Timeout(60)
class MachineShutdownTest {
  private static final ShutdownLimits IMPATIENT =
      new ShutdownLimits(Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofSeconds(10));

  @TempDir Path folder;
  private BusyMachine vm;

  @BeforeEach
  void make() throws Exception {
    vm = new BusyMachine(folder);
  }

  @AfterEach
  void end() throws Exception {
    vm.end();
  }

  @Test
  void endsAGuestThatDoesNotListen() throws Exception {
    VirtualMachine machine = vm.start();

    ShutdownWay way = machine.shutDown(IMPATIENT, () -> {});

    assertEquals(ShutdownWay.QUIT, way);
    assertFalse(way.isClean());
    assertEquals(ShutdownWay.ENDED_ALREADY, machine.shutDown(IMPATIENT, () -> {}));
    assertFalse(machine.freeze());
    vm.assertNoRuntimeFiles();
  }

  @Test
  void leavesTheMachineAloneWhenTheWorkerStops() throws Exception {
    VirtualMachine machine = vm.start();
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> machine.shutDown(IMPATIENT, () -> {}));
    assertTrue(machine.isRunning());

    IllegalStateException cancelled = new IllegalStateException();
    ShutdownLimits patient =
        new ShutdownLimits(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(1));
    assertThrows(
        IllegalStateException.class,
        () ->
            machine.shutDown(
                patient,
                () -> {
                  throw cancelled;
                }));
    assertTrue(machine.isRunning());
  }
}
