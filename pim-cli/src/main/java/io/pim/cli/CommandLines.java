package io.pim.cli;

import io.pim.cli.output.CommandFailure;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.Converters;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** Builds picocli's command line. */
public final class CommandLines {
  private static final List<Class<?>> ALL =
      List.of(PimCommand.class.getAnnotation(MainCommands.class).commands());

  private static final Set<String> FOLDER = Set.of("-C", "--directory");

  /** Options that may stand before the command and do not change which one it is. */
  private static final Set<String> BEFORE_COMMAND =
      Set.of("-C", "--directory", "-q", "--quiet", "--debug");

  private CommandLines() {}

  /** All PIM commands, for a context. */
  public static CommandLine of(CliContext context) {
    return with(ALL, List.of(), context);
  }

  /** The commands that these arguments need: only one, if the first word names it. */
  public static CommandLine of(CliContext context, List<String> arguments) {
    List<String> words = fromCommand(arguments);
    Optional<Class<?>> noun = named(ALL, words);
    return noun.isEmpty()
        ? of(context)
        : with(List.of(noun.get()), words.subList(1, words.size()), context);
  }

  /** The arguments without the options before the first word; none if those ask for pim's help. */
  private static List<String> fromCommand(List<String> arguments) {
    int next = 0;
    while (next < arguments.size() && BEFORE_COMMAND.contains(arguments.get(next))) {
      next += FOLDER.contains(arguments.get(next)) ? 2 : 1;
    }
    return arguments.subList(Math.min(next, arguments.size()), arguments.size());
  }

  /** The one of these commands that the first word names. */
  private static Optional<Class<?>> named(List<Class<?>> commands, List<String> words) {
    return commands.stream()
        .filter(type -> !words.isEmpty() && isNamed(type, words.get(0)))
        .findFirst();
  }

  private static boolean isNamed(Class<?> type, String word) {
    Command command = type.getAnnotation(Command.class);
    return command.name().equals(word) || Arrays.asList(command.aliases()).contains(word);
  }

  /** A command with those below it, or with the one of them that the next word names. */
  private static CommandLine command(Class<?> type, List<String> words, CommandFactory factory) {
    Command noun = type.getAnnotation(Command.class);
    Optional<Class<?>> verb = named(List.of(noun.subcommands()), words);
    if (verb.isEmpty()) {
      return new CommandLine(type, factory);
    }
    // The class's own annotation is not used, because picocli would create all its subcommands.
    CommandSpec bare = CommandSpec.wrapWithoutInspection(type, factory);
    bare.name(noun.name()).aliases(noun.aliases());
    return new CommandLine(bare, factory).addSubcommand(new CommandLine(verb.get(), factory));
  }

  private static CommandLine with(List<Class<?>> commands, List<String> words, CliContext context) {
    CommandFactory factory = new CommandFactory(context);
    CommandLine root = new CommandLine(PimCommand.class, factory);
    commands.forEach(type -> root.addSubcommand(command(type, words, factory)));
    Converters.register(root);
    ErrorHandler errors = new ErrorHandler(context.terminal());
    return root.setOut(context.terminal().out())
        .setErr(context.terminal().err())
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(
                context.terminal().ink().on()
                    ? CommandLine.Help.Ansi.ON
                    : CommandLine.Help.Ansi.OFF))
        .setUsageHelpWidth(Math.min(context.terminal().width(), 100))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedOptionsAllowed(false)
        .setExecutionStrategy(
            parsed -> {
              if (root.getCommand() instanceof PimCommand pim) {
                return execute(pim, parsed, context);
              }
              throw new IllegalStateException("the root is pim");
            })
        .setExecutionExceptionHandler(errors)
        .setParameterExceptionHandler(errors);
  }

  private static int execute(PimCommand pim, ParseResult parsed, CliContext context) {
    if (pim.isQuiet()) {
      context.terminal().hush();
    }
    if (pim.folder().isEmpty()) {
      ProjectWarning.print(parsed, context);
      return new RunLast().execute(parsed);
    }
    // Commands have their context from the time they are made, so they are made again for it.
    CliContext there = in(pim.folder().get(), parsed, context);
    CommandLine line = of(there, parsed.originalArgs());
    ParseResult again = line.parseArgs(parsed.originalArgs().toArray(String[]::new));
    ProjectWarning.print(again, there);
    return new RunLast().execute(again);
  }

  private static CliContext in(Path folder, ParseResult parsed, CliContext context) {
    try {
      return context.in(folder);
    } catch (CommandFailure failure) {
      throw new ExecutionException(parsed.commandSpec().commandLine(), "no folder", failure);
    }
  }
}
