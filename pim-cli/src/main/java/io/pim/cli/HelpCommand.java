package io.pim.cli;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.model.config.NearestName;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pim help}. */
@Command(
    name = "help",
    header = "Show the help of a command.",
    description = {
      "",
      "The same text as that of COMMAND --help. Without a command: the help of pim itself.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {"  pim help", "  pim help build", "  pim help build run"})
public final class HelpCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "The words of the command, such as build run. Default: pim itself.")
  private List<String> words = List.of();

  HelpCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    CommandLine command = CommandLines.of(context);
    for (String word : words) {
      command = below(command, word);
    }
    command.usage(context.out(), command.getColorScheme());
    return ExitStatus.DONE;
  }

  private static CommandLine below(CommandLine command, String word) {
    CommandLine next = command.getSubcommands().get(word);
    if (next == null) {
      throw unknown(command, word);
    }
    return next;
  }

  private static RuntimeException unknown(CommandLine command, String word) {
    String name = command.getCommandSpec().qualifiedName();
    List<String> known = ErrorHandler.commands(command);
    return Complaint.of(ExitStatus.USAGE, "There is no command '" + name + " " + word + "'.")
        .because(
            known.isEmpty()
                ? name + " has no commands below it"
                : "the commands are " + String.join(", ", known))
        .advise(NearestName.question(word, known) + "See " + name + " --help")
        .failure();
  }
}
