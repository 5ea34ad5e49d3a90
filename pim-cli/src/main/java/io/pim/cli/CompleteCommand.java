package io.pim.cli;

import io.pim.cli.completion.Candidate;
import io.pim.cli.completion.Completer;
import io.pim.cli.completion.Completion;
import io.pim.cli.completion.KnownNames;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.SafeText;
import io.pim.cli.shell.CliContext;
import io.pim.model.files.PimFolders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code pim __complete -- WORDS}, which shells call. Prints one candidate a line, with a tab
 * before its description, and {@code :files} when the shell should add file names.
 */
@Command(
    name = "__complete",
    hidden = true,
    header = "Answer a shell that completes a command line.",
    footerHeading = "%nExamples:%n",
    footer = "  pim __complete -- build sho")
public final class CompleteCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(
      arity = "0..*",
      paramLabel = "WORD",
      description = "The words after pim; the last one is to be completed.")
  private List<String> words = List.of();

  CompleteCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    try {
      List<String> line = afterHelp();
      print(
          new Completer(
                  CommandLines.of(context, line).getCommandSpec(), new KnownNames(folders(line)))
              .complete(line));
    } catch (IOException | RuntimeException e) {
      // No error message during completion: the command itself reports an unreadable file.
      return ExitStatus.FAILED;
    }
    return ExitStatus.DONE;
  }

  /** The commands after {@code help} are completed as if they stood alone. */
  private List<String> afterHelp() {
    return words.size() > 1 && words.get(0).equals("help") ? words.subList(1, words.size()) : words;
  }

  /** The folders of the project that a {@code -C} among the words names. */
  private PimFolders folders(List<String> line) {
    int value = line.indexOf("-C") + 1;
    return value > 0 && value < line.size() - 1
        ? context.folders().in(Path.of(line.get(value)))
        : context.folders();
  }

  private void print(Completion completion) {
    for (Candidate candidate : completion.candidates()) {
      String about = SafeText.line(candidate.description());
      context.out().println(candidate.value() + (about.isEmpty() ? "" : "\t" + about));
    }
    if (completion.files()) {
      context.out().println(":files");
    }
  }
}
