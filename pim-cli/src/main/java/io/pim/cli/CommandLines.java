package io.pim.cli;

import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.Converters;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.RunLast;

/** Builds picocli's command line. */
public final class CommandLines {
  private static final List<Class<?>> ALL =
      List.of(PimCommand.class.getAnnotation(MainCommands.class).commands());

  private CommandLines() {}

  /** All PIM commands, for a context. */
  public static CommandLine of(CliContext context) {
    return with(ALL, List.of(), context);
  }

  /** The commands that these arguments need: only one, if the first word names it. */
  public static CommandLine of(CliContext context, List<String> arguments) {
    Optional<Class<?>> noun = named(ALL, arguments);
    return noun.isEmpty()
        ? of(context)
        : with(List.of(noun.get()), arguments.subList(1, arguments.size()), context);
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
              if (root.getCommand() instanceof PimCommand pim && pim.isQuiet()) {
                context.terminal().hush();
              }
              ProjectWarning.print(parsed, context);
              return new RunLast().execute(parsed);
            })
        .setExecutionExceptionHandler(errors)
        .setParameterExceptionHandler(errors);
  }
}
