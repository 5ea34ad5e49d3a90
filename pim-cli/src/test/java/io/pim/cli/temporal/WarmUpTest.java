package io.pim.cli.temporal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WarmUpTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "build list",
        "build run developer --detach",
        "build show x -o json",
        "deploy rollback lab web",
        "worker run"
      })
  void warmsUpForCommandsThatUseTheService(String line) {
    assertTrue(WarmUp.asksTheService(List.of(line.split(" "))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "build",
        "build list --help",
        "build run a --dry-run",
        "build clean",
        "vm list",
        "worker"
      })
  void warmsUpForNoOtherCommand(String line) {
    assertFalse(WarmUp.asksTheService(List.of(line.split(" "))));
  }
}
