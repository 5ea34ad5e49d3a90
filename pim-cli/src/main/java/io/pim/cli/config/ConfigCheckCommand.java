package io.pim.cli.config;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.SafeText;
import io.pim.cli.plan.ConfigCheck;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import io.pim.cli.shell.SignatureNote;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import io.pim.model.config.Settings;
import io.pim.model.iso.IsoCatalog;
import io.pim.model.iso.IsoEntry;
import io.pim.model.profile.Profiles;
import io.pim.model.profile.Targets;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pim config check}. */
@Command(
    name = "check",
    header = "Report everything that is wrong with the configuration.",
    description = {
      "",
      "Reads every file and renders every template, and so finds missing scripts, errors in "
          + "templates and missing ISOs. Each problem is one line: FILE:LINE: FIELD: RULE, but is "
          + "VALUE. Exit status 2 if there are any.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {"  pim config check", "  pim config check -o json | jq '.problems[].path'"})
final class ConfigCheckCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private OutputOption output;

  ConfigCheckCommand(CliContext context) {
    this.context = context;
  }

  /**
   * The JSON of {@code pim config check -o json}; {@code notes} are not problems, but worth
   * knowing.
   */
  record Result(List<Problem> problems, int profiles, int isos, int targets, List<String> notes) {
    String counts() {
      return ForPeople.count(profiles, "profile")
          + ", "
          + ForPeople.count(isos, "ISO")
          + ", "
          + ForPeople.count(targets, "target");
    }
  }

  @Override
  public Integer call() throws IOException {
    Result result = check();
    if (output.isJson()) {
      JsonOutput.print(context.out(), result);
    } else {
      print(result);
    }
    return result.problems().isEmpty() ? ExitStatus.DONE : ExitStatus.USAGE;
  }

  private Result check() throws IOException {
    ConfigFolders folders = ConfigFolders.of(context.folders());
    // The files are read again only to count the entries; their problems are known by then.
    Problems reported = new Problems();
    List<IsoEntry> isos = IsoCatalog.read(folders, reported).entries();
    Targets targets = Targets.read(folders, reported);
    return new Result(
        ConfigCheck.run(folders, context.renderer()),
        Profiles.read(folders, reported).choices().size(),
        isos.size(),
        targets.choices().size(),
        Stream.of(
                RemotesNote.of(Settings.usable(folders, reported)),
                SignatureNote.of(isos).stream().toList(),
                targets.warnings())
            .flatMap(List::stream)
            .toList());
  }

  private void print(Result result) {
    for (Problem problem : result.problems()) {
      context.out().println(SafeText.line(problem.toString()));
    }
    result.notes().forEach(note -> context.err().println(SafeText.line("note: " + note)));
    String counts = result.counts();
    if (result.problems().isEmpty()) {
      context.out().println("configuration is valid: " + counts);
    } else {
      context.out().flush();
      context.err().println(ForPeople.count(result.problems().size(), "problem") + " in " + counts);
    }
  }
}
