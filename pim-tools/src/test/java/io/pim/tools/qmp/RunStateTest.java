package io.pim.tools.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every word of RunState in QEMU's schema (qapi/run-state.json), and its meaning for PIM. */
class RunStateTest {
  private static final List<String> SCHEMA =
      List.of(
          "debug",
          "inmigrate",
          "internal-error",
          "io-error",
          "paused",
          "postmigrate",
          "prelaunch",
          "finish-migrate",
          "restore-vm",
          "running",
          "save-vm",
          "shutdown",
          "suspended",
          "watchdog",
          "guest-panicked",
          "colo");

  @Test
  void knowsEveryStateOfTheSchemaByItsWord() {
    for (String word : SCHEMA) {
      assertEquals(word, RunState.of(word).word());
    }
    assertEquals(SCHEMA.size() + 1, RunState.values().length, "the schema's, and UNKNOWN");
  }

  @Test
  void onlyShutdownLeavesAnIntactDisk() {
    assertEquals(
        Set.of(RunState.SHUTDOWN),
        Arrays.stream(RunState.values())
            .filter(RunState::isPoweredOff)
            .collect(Collectors.toSet()));
  }

  @Test
  void onlyRunningRuns() {
    assertEquals(
        Set.of(RunState.RUNNING),
        Arrays.stream(RunState.values()).filter(RunState::isRunning).collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "internal-error",
        "guest-panicked",
        "io-error",
        "watchdog",
        "",
        "SHUTDOWN",
        "of-tomorrow"
      })
  void treatsAnyOtherStateAsBroken(String word) {
    assertTrue(RunState.of(word).isBroken());
  }
}
