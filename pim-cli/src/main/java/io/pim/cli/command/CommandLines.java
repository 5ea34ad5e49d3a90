package io.pim.cli.command;

import picocli.CommandLine;

/** Puts the command line together. */
public final class CommandLines {
  private CommandLines() {}

  /** All of PIM's commands over a context. */
  public static CommandLine of(CliContext context) {
    ErrorHandler errors = new ErrorHandler(context.terminal());
    return new CommandLine(PimCommand.class, new CommandFactory(context))
        .setOut(context.terminal().out())
        .setErr(context.terminal().err())
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(
                context.terminal().ink().on()
                    ? CommandLine.Help.Ansi.ON
                    : CommandLine.Help.Ansi.OFF))
        .setUsageHelpWidth(Math.min(context.terminal().width(), 100))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedOptionsAllowed(false)
        .setExecutionExceptionHandler(errors)
        .setParameterExceptionHandler(errors);
  }
}
