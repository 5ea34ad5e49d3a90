package io.pim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.pim.cli.shell.CliContext;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Every noun uses the same verb for the same act; words that people know from elsewhere are
 * aliases.
 */
class VerbsTest {
  /** Other words for a verb, unless they are names of commands. */
  private static final Map<String, String> VERBS =
      Map.of("remove", "rm", "delete", "rm", "ps", "list", "ls", "list", "info", "show");

  @Test
  void noCommandUsesAnotherWordForAVerb() {
    List<String> others =
        commandsOfNouns()
            .filter(command -> VERBS.containsKey(command.name()))
            .map(CommandSpec::qualifiedName)
            .toList();
    assertEquals(List.of(), others);
  }

  @Test
  void removeIsAnAliasOfEveryRm() {
    List<String> without =
        commandsOfNouns()
            .filter(command -> command.name().equals("rm"))
            .filter(command -> !List.of(command.aliases()).contains("remove"))
            .map(CommandSpec::qualifiedName)
            .toList();
    assertEquals(List.of(), without);
  }

  @ParameterizedTest
  @CsvSource({
    "iso remove, iso rm",
    "image remove, image rm",
    "vm remove, vm rm",
    "vm ps, vm list",
    "vm status, vm show",
    "build status, build show"
  })
  void anAliasIsTheSameCommand(String old, String now) {
    assertSame(
        command(now).getCommandSpec().userObject().getClass(),
        command(old).getCommandSpec().userObject().getClass());
    assertEquals("pim " + now, command(old).getCommandSpec().qualifiedName());
  }

  private static Stream<CommandSpec> commandsOfNouns() {
    return HelpTest.commands()
        .map(CommandLine::getCommandSpec)
        .filter(command -> command.parent() != null && command.parent().parent() != null);
  }

  private static CommandLine command(String words) {
    CommandLine command = CommandLines.of(CliContext.current());
    for (String word : words.split(" ", -1)) {
      command = command.getSubcommands().get(word);
    }
    return command;
  }
}
