package io.pim.cli;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The mistakes that are possible with every command, walked over picocli's model. */
class EveryCommandTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Commands whose arguments are not names of existing things. */
  private static final Set<String> NO_NAMES =
      Set.of("FILE", "DIR", "URL|FILE", "URL", "SHELL", "COMMAND", "DEVICE");

  /** Commands whose argument is a new name. */
  private static final Set<String> MAKERS = Set.of("add", "create", "import");

  /**
   * The way in which a command ends.
   *
   * @param part of its message
   */
  private record Told(int status, String part) {}

  /** It needs the settings: it reports file and line. */
  private static final Told BROKEN = new Told(2, "pim.yml:2");

  /** It uses the readable settings, and warns about the rest. */
  private static final Told WARNED = new Told(0, "warning: pim.yml:2");

  /** It needs no settings, and works as usual. */
  private static final Told DONE = new Told(0, "");

  /** It asks the service first, and finds it without settings. */
  private static final Told NO_SERVICE = new Told(1, "no Temporal service answered");

  private static final Told NO_IMAGE = new Told(2, "There is no image 'web'");
  private static final Told NO_TARGET = new Told(2, "there is no target 'web'");
  private static final Told NO_VM = new Told(2, "There is no VM 'web'");

  /** The behaviour of each command if pim.yml cannot be read. */
  private static final Map<String, Told> WITH_BROKEN_SETTINGS =
      Map.ofEntries(
          entry("build run", BROKEN),
          entry("build list", NO_SERVICE),
          entry("build show", NO_SERVICE),
          entry("build watch", NO_SERVICE),
          entry("build logs", NO_SERVICE),
          entry("build shell", NO_SERVICE),
          entry("build retry", NO_SERVICE),
          entry("build abort", NO_SERVICE),
          entry("build cancel", NO_SERVICE),
          entry("build clean", DONE),
          entry("deploy run", NO_IMAGE),
          entry("deploy list", NO_SERVICE),
          entry("deploy show", NO_SERVICE),
          entry("deploy watch", NO_SERVICE),
          entry("deploy logs", NO_SERVICE),
          entry("deploy retry", NO_SERVICE),
          entry("deploy abort", NO_SERVICE),
          entry("deploy cancel", NO_SERVICE),
          entry("deploy rollback", NO_TARGET),
          entry("deploy rm", NO_TARGET),
          entry("target list", DONE),
          entry("target check", NO_TARGET),
          entry("image list", DONE),
          entry("image show", NO_IMAGE),
          entry("image verify", BROKEN),
          entry("image export", new Told(2, "Name an image and a --format")),
          entry("image import", BROKEN),
          entry("image rm", NO_IMAGE),
          entry("image prune", BROKEN),
          entry("image push", BROKEN),
          entry("image pull", BROKEN),
          entry("image tag", BROKEN),
          entry("vm run", NO_IMAGE),
          entry("vm create", NO_IMAGE),
          entry("vm start", NO_VM),
          entry("vm list", DONE),
          entry("vm show", NO_VM),
          entry("vm ssh", NO_VM),
          entry("vm exec", NO_VM),
          entry("vm cp", new Told(2, "One side must be this machine")),
          entry("vm console", NO_VM),
          entry("vm ip", NO_VM),
          entry("vm os", NO_VM),
          entry("vm port", NO_VM),
          entry("vm stop", NO_VM),
          entry("vm rm", NO_VM),
          entry("profile list", DONE),
          entry("profile show", DONE),
          entry("profile add", new Told(2, "web: this profile exists already")),
          entry("profile edit", BROKEN),
          entry("profile diff", DONE),
          entry("iso list", DONE),
          entry("iso download", new Told(2, "Name ISOs, or give --all")),
          entry("iso verify", DONE),
          entry("iso add", new Told(2, "There is no ISO at 'web'")),
          entry("iso rm", new Told(2, "There is no ISO 'web'")),
          entry("config check", BROKEN),
          entry("config show", BROKEN),
          entry("config path", DONE),
          entry("config schema", DONE),
          entry("serve", BROKEN),
          entry("ventoy prepare", BROKEN),
          entry("ventoy copy", BROKEN),
          entry("ventoy status", BROKEN),
          entry("ventoy config", BROKEN),
          entry("worker run", BROKEN),
          entry("worker list", NO_SERVICE),
          entry("worker drain", NO_SERVICE),
          entry("worker undrain", NO_SERVICE),
          entry("worker rm", NO_SERVICE),
          entry("worker invite", BROKEN),
          entry("doctor", new Told(1, "pim.yml:2")),
          entry("up", BROKEN),
          entry("down", WARNED),
          entry("status", WARNED),
          entry("ui", new Told(1, "warning: pim.yml:2")),
          entry("completion", DONE),
          entry("help", DONE));

  @TempDir Path root;

  /** No Temporal service exists. */
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
    assertReported(2, "There is no option '--no-such-option'", run(command, arguments));
  }

  @ParameterizedTest
  @MethodSource("commandsWithArguments")
  void missingArgument(String command) {
    String label = spec(command).positionalParameters().get(0).paramLabel();
    Ran ran = run(command);
    assertReported(2, label.split("[|.]", -1)[0], ran);
  }

  @ParameterizedTest
  @MethodSource("commandsWithOneName")
  void unknownName(String command) {
    assertRefused(run(command, "no-such-thing"));
  }

  @ParameterizedTest
  @MethodSource("commandsWithOneName")
  void nameThatLeavesItsFolder(String command) {
    assertRefused(run(command, "../x"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void brokenConfiguration(String command) {
    assumeTrue(!command.equals("init"), "writes a configuration");
    assumeTrue(!command.matches("worker (un)?install"), "changes the machine");
    Told expected = WITH_BROKEN_SETTINGS.get(command);
    assertNotNull(expected, "what does pim " + command + " do where pim.yml cannot be read?");
    PimHome pim = home().file("pim.yml", "build: [\n");
    Ran ran = run(pim, command, names(command));
    assertEquals(expected.status(), ran.status(), ran.toString());
    String all = ran.out() + ran.err();
    assertTrue(all.contains(expected.part()), "'" + expected.part() + "' is not in:\n" + all);
    boolean isNamed = expected.part().contains("pim.yml");
    assertTrue(isNamed || !ran.err().contains("pim.yml"), ran.err());
    assertClear(ran);
  }

  private static void assertRefused(Ran ran) {
    assertTrue(Set.of(1, 2).contains(ran.status()), ran.toString());
    assertFalse(ran.err().isBlank(), "says nothing");
    assertClear(ran);
  }

  private static void assertReported(int status, String part, Ran ran) {
    assertEquals(status, ran.status(), ran.err());
    assertTrue(ran.err().contains(part), "'" + part + "' is not in:\n" + ran.err());
    assertClear(ran);
  }

  private static void assertClear(Ran ran) {
    assertFalse(ran.err().contains("\tat "), "a stack trace:\n" + ran.err());
    assertFalse(ran.err().contains("failed unexpectedly"), ran.err());
  }

  private static CommandSpec spec(String name) {
    CommandLine command = CommandLines.of(CliContext.current());
    for (String word : name.split(" ", -1)) {
      command = command.getSubcommands().get(word);
    }
    return command.getCommandSpec();
  }

  /** The arguments that a command needs: the first of the listed words, or else a name. */
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
            .flatMap(
                parameter ->
                    Collections.nCopies(
                        parameter.arity().min(),
                        parameter.completionCandidates() == null
                            ? "web"
                            : parameter.completionCandidates().iterator().next())
                        .stream());
    return Stream.concat(options, parameters).toArray(String[]::new);
  }

  private static int required(CommandSpec command) {
    return (int)
        command.positionalParameters().stream().filter(PositionalParamSpec::required).count();
  }

  /** An editor that waits for a person would never end. */
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
