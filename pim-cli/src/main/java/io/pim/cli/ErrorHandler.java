package io.pim.cli;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ErrorPrinter;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.Terminal;
import io.pim.cli.shell.Complaints;
import io.pim.model.config.NearestName;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns exceptions from running or parsing commands into complaints and exit statuses. */
final class ErrorHandler implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private final ErrorPrinter printer;

  ErrorHandler(Terminal terminal) {
    this.printer = new ErrorPrinter(terminal);
  }

  @Override
  public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed) {
    int status = complain(thrown);
    if (status != ExitStatus.INTERRUPTED && isDebug(command)) {
      printer.stack(thrown);
    }
    return status;
  }

  /** Prints the complaint about an exception; returns the exit status. */
  int complain(Exception thrown) {
    if (thrown instanceof InterruptedException) {
      return ExitStatus.INTERRUPTED;
    }
    Complaint complaint = Complaints.of(thrown);
    printer.print(complaint);
    printer.quote(Complaints.lastLines(thrown));
    return complaint.exitStatus();
  }

  @Override
  public int handleParseException(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    printer.print(
        Complaint.of(ExitStatus.USAGE, sentence(wrong))
            .because(synopsis(command))
            .advise(nearest(wrong, command) + "See " + name + " --help"));
    return ExitStatus.USAGE;
  }

  private static String sentence(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      String typed = unmatched.getUnmatched().get(0);
      boolean option = typed.startsWith("-");
      boolean command = !wrong.getCommandLine().getSubcommands().isEmpty();
      return (option ? "There is no option '" : command ? "There is no command '" : "Unexpected '")
          + typed
          + "'.";
    }
    String text = String.valueOf(wrong.getMessage());
    return text.endsWith(".") ? text : text + ".";
  }

  private static String synopsis(CommandLine command) {
    List<String> commands = commands(command);
    return commands.isEmpty() ? "" : "the commands are " + String.join(", ", commands);
  }

  /** The names of the visible commands below a command. */
  static List<String> commands(CommandLine command) {
    return command.getSubcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .filter(spec -> !spec.usageMessage().hidden())
        .map(CommandSpec::name)
        .distinct()
        .toList();
  }

  private static String nearest(ParameterException wrong, CommandLine command) {
    if (wrong instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      String typed = unmatched.getUnmatched().get(0);
      List<String> known =
          typed.startsWith("-")
              ? List.copyOf(command.getCommandSpec().optionsMap().keySet())
              : commands(command);
      return NearestName.question(typed, known);
    }
    return "";
  }

  private static boolean isDebug(CommandLine command) {
    CommandLine root = command;
    while (root.getParent() != null) {
      root = root.getParent();
    }
    return root.getCommand() instanceof PimCommand pim && pim.isDebug();
  }
}
