package io.pim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.cli.shell.CliContext;
import io.pim.cli.temporal.TemporalAccess;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The mistakes that can be made with every command, walked over picocli's model. */
class EveryCommandTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** What these take is no name of something that is there. */
  private static final Set<String> NO_NAMES =
      Set.of("FILE", "DIR", "URL|FILE", "URL", "SHELL", "COMMAND", "DEVICE");

  /** What these are given is a new name. */
  private static final Set<String> MAKERS = Set.of("add", "create", "import");

  @TempDir Path root;

  /** No Temporal service anywhere. */
  private static final class Down implements TemporalAccess {
    @Override
    public Session startIfNeeded() {
      throw BuildFailure.of(FailureKind.NETWORK, "no Temporal service answered")
          .todo("pim up")
          .build();
    }

    @Override
    public Session open() {
      return startIfNeeded();
    }

    @Override
    public Session openRunning() {
      return startIfNeeded();
    }
  }

  /** Every command that does something, without pim's own name. */
  static Stream<String> commands() {
    return HelpTest.commands()
        .filter(command -> command.getSubcommands().isEmpty())
        .map(CommandLine::getCommandSpec)
        .filter(command -> !command.usageMessage().hidden())
        .map(command -> command.qualifiedName().substring("pim ".length()));
  }

  static Stream<String> commandsWithArguments() {
    return commands().filter(name -> required(spec(name)) > 0);
  }

  static Stream<String> commandsWithOneName() {
    return commandsWithArguments()
        .filter(name -> !MAKERS.contains(spec(name).name()))
        .filter(name -> required(spec(name)) == 1)
        .filter(name -> !NO_NAMES.contains(spec(name).positionalParameters().get(0).paramLabel()));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void unknownOption(String command) {
    String[] arguments =
        Stream.concat(Arrays.stream(names(command)), Stream.of("--no-such-option"))
            .toArray(String[]::new);
    assertTold(2, "There is no option '--no-such-option'", run(command, arguments));
  }

  @ParameterizedTest
  @MethodSource("commandsWithArguments")
  void missingArgument(String command) {
    String label = spec(command).positionalParameters().get(0).paramLabel();
    Ran ran = run(command);
    assertTold(2, label.split("[|.]", -1)[0], ran);
  }

  @ParameterizedTest
  @MethodSource("commandsWithOneName")
  void unknownName(String command) {
    assertRefused(run(command, "no-such-thing"));
  }

  @ParameterizedTest
  @MethodSource("commandsWithOneName")
  void nameThatLeadsElsewhere(String command) {
    assertRefused(run(command, "../x"));
  }

  /** Commands that need no configuration do what they do; all others name file and line. */
  @ParameterizedTest
  @MethodSource("commands")
  void brokenConfiguration(String command) {
    assumeTrue(!command.equals("init"), "writes a configuration");
    PimHome pim = home().file("pim.yml", "build: [\n");
    Ran ran = run(pim, command, names(command));
    if (ran.status() != 0) {
      assertTrue(Set.of(1, 2).contains(ran.status()), ran.toString());
      assertClear(ran);
    }
  }

  private static void assertRefused(Ran ran) {
    assertTrue(Set.of(1, 2).contains(ran.status()), ran.toString());
    assertFalse(ran.err().isBlank(), "says nothing");
    assertClear(ran);
  }

  private static void assertTold(int status, String part, Ran ran) {
    assertEquals(status, ran.status(), ran.err());
    assertTrue(ran.err().contains(part), "'" + part + "' is not in:\n" + ran.err());
    assertClear(ran);
  }

  private static void assertClear(Ran ran) {
    assertFalse(ran.err().contains("\tat "), "a stack trace:\n" + ran.err());
    assertFalse(ran.err().contains("in a way it does not know"), ran.err());
  }

  private static CommandSpec spec(String name) {
    CommandLine command = CommandLines.of(CliContext.current());
    for (String word : name.split(" ", -1)) {
      command = command.getSubcommands().get(word);
    }
    return command.getCommandSpec();
  }

  /** As many arguments as a command needs: of listed words the first, else a name. */
  private static String[] names(String command) {
    Stream<String> options =
        spec(command).options().stream()
            .filter(OptionSpec::required)
            .map(
                option ->
                    option.longestName() + (option.paramLabel().equals("ARCH") ? "=x86_64" : "=1"));
    Stream<String> parameters =
        spec(command).positionalParameters().stream()
            .filter(PositionalParamSpec::required)
            .map(
                parameter ->
                    parameter.completionCandidates() == null
                        ? "web"
                        : parameter.completionCandidates().iterator().next());
    return Stream.concat(options, parameters).toArray(String[]::new);
  }

  private static int required(CommandSpec command) {
    return (int)
        command.positionalParameters().stream().filter(PositionalParamSpec::required).count();
  }

  /** An editor that a person would have to leave would never end. */
  private PimHome home() {
    return new PimHome(root, new Down()).variable("VISUAL", "true").variable("EDITOR", "true");
  }

  private Ran run(String command, String... arguments) {
    return run(home(), command, arguments);
  }

  private static Ran run(PimHome pim, String command, String... arguments) {
    List<String> all =
        Stream.concat(Arrays.stream(command.split(" ", -1)), Arrays.stream(arguments)).toList();
    return assertTimeoutPreemptively(LIMIT, () -> pim.run(all.toArray(String[]::new)));
  }
}
