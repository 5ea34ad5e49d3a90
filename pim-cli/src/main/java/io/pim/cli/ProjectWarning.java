package io.pim.cli;

import io.pim.cli.completion.CompletionCommand;
import io.pim.cli.config.InitCommand;
import io.pim.cli.output.SafeText;
import io.pim.cli.shell.CliContext;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Settings;
import java.util.Set;
import picocli.CommandLine.ParseResult;

/**
 * Warns once when the settings of the working directory are ignored because others could have
 * written them. Commands that need no project continue without; those that need its profiles or
 * ISOs fail when they read them.
 */
public final class ProjectWarning {
  /** These commands use no settings, and a shell would show the warning among the completions. */
  private static final Set<Class<?>> WITHOUT_SETTINGS =
      Set.of(InitCommand.class, CompletionCommand.class, CompleteCommand.class, HelpCommand.class);

  private ProjectWarning() {}

  public static void print(ParseResult parsed, CliContext context) {
    if (parsed.hasSubcommand()
        && !WITHOUT_SETTINGS.contains(parsed.subcommand().commandSpec().userObject().getClass())) {
      print(context);
    }
  }

  static void print(CliContext context) {
    Settings.passedOver(ConfigFolders.of(context.folders()))
        .ifPresent(why -> context.err().println(SafeText.line("warning: " + why)));
  }
}
