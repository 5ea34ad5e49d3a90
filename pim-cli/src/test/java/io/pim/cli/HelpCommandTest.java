package io.pim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code pim help}. */
class HelpCommandTest {
  @TempDir Path root;
  private PimHome pim;

  @BeforeEach
  void home() {
    pim = PimHome.bare(root);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "build", "build run", "vm ps", "help"})
  void printsTheTextOfTheOption(String command) {
    Ran help = pim.run(("help " + command).strip().split(" ", -1));
    Ran option = pim.run((command + " --help").strip().split(" ", -1));
    assertEquals(0, help.status(), help.err());
    assertEquals(option.out(), help.out());
    assertTrue(help.out().contains("Usage: pim"), help.out());
  }

  @ParameterizedTest
  @CsvSource({
    "biuld, There is no command 'pim biuld', Did you mean build?",
    "build rnu, There is no command 'pim build rnu', Did you mean run?",
    "up now, There is no command 'pim up now', pim up has no commands below it"
  })
  void reportsUnknownCommands(String command, String what, String advice) {
    Ran ran = pim.run(("help " + command).split(" ", -1));
    assertEquals(2, ran.status());
    assertTrue(ran.err().contains(what), ran.err());
    assertTrue(ran.err().contains(advice), ran.err());
  }

  @Test
  void isOfferedAndCompleted() {
    assertTrue(pim.run("__complete", "--", "hel").out().startsWith("help\t"));
    assertTrue(pim.run("__complete", "--", "help", "build", "ru").out().startsWith("run\t"));
    assertTrue(pim.run("__complete", "--", "help", "bui").out().startsWith("build\t"));
  }
}
