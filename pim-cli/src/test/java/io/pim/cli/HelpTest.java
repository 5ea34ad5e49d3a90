package io.pim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.shell.CliContext;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Rules for the help of every command. */
class HelpTest {
  private static final Set<String> SHOWING = Set.of("list", "show", "status", "path", "check");

  /** All commands, hidden ones too, by name. */
  static Stream<CommandLine> commands() {
    return below(CommandLines.of(CliContext.current()));
  }

  private static Stream<CommandLine> below(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().distinct().flatMap(HelpTest::below));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void describesTheCommandAndAllItsArguments(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    String name = spec.qualifiedName();
    assertTrue(spec.usageMessage().header().length > 0, name + " has no header");
    for (ArgSpec argument : spec.args()) {
      String text = String.join(" ", argument.description());
      assertFalse(text.isBlank(), name + " does not describe " + argument.paramLabel());
    }
    if (SHOWING.contains(spec.name())) {
      assertTrue(spec.optionsMap().containsKey("--output"), name + " takes no -o json");
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void showsExamplesOfExistingCommands(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    boolean group = spec.parent() != null && !command.getSubcommands().isEmpty();
    String[] examples = spec.usageMessage().footer();
    assertTrue(group || examples.length > 0, spec.qualifiedName() + " shows no example");
    for (String example : examples) {
      assertEquals("", unknown(example), example);
    }
  }

  /** The first word after {@code pim} and its groups that is not a command. */
  private static String unknown(String example) {
    CommandLine command = CommandLines.of(CliContext.current());
    String[] words = example.strip().split(" +", -1);
    if (!words[0].equals("pim")) {
      return "";
    }
    for (String word : Arrays.copyOfRange(words, 1, words.length)) {
      if (command.getSubcommands().isEmpty() || word.startsWith("-")) {
        return "";
      }
      if (!command.getSubcommands().containsKey(word)) {
        return word;
      }
      command = command.getSubcommands().get(word);
    }
    return "";
  }
}
