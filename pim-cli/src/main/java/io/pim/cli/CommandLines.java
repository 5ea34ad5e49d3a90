package io.pim.cli;

import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.Converters;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.RunLast;

/** Builds picocli's command line. */
public final class CommandLines {
  private static final List<Class<?>> ALL =
      List.of(PimCommand.class.getAnnotation(MainCommands.class).commands());

  private CommandLines() {}

  /** All PIM commands, for a context. */
  public static CommandLine of(CliContext context) {
    return with(ALL, context);
  }

  /** The commands that these arguments need: only one, if the first word names it. */
  public static CommandLine of(CliContext context, List<String> arguments) {
    List<Class<?>> named =
        ALL.stream()
            .filter(type -> !arguments.isEmpty() && isNamed(type, arguments.get(0)))
            .toList();
    return with(named.isEmpty() ? ALL : named, context);
  }

  private static boolean isNamed(Class<?> type, String word) {
    Command command = type.getAnnotation(Command.class);
    return command.name().equals(word) || Arrays.asList(command.aliases()).contains(word);
  }

  private static CommandLine with(List<Class<?>> commands, CliContext context) {
    CommandFactory factory = new CommandFactory(context);
    CommandLine root = new CommandLine(PimCommand.class, factory);
    commands.forEach(type -> root.addSubcommand(new CommandLine(type, factory)));
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
