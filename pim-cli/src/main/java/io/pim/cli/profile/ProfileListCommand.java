package io.pim.cli.profile;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.Table;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Problems;
import io.pim.model.profile.Profile;
import io.pim.model.profile.Profiles;
import io.pim.model.unit.Architecture;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pim profile list}. */
@Command(
    name = "list",
    header = "List the profiles.",
    footerHeading = "%nExamples:%n",
    footer = {"  pim profile list", "  pim profile list -o json | jq -r '.[].name'"})
final class ProfileListCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private OutputOption output;

  ProfileListCommand(CliContext context) {
    this.context = context;
  }

  /**
   * A profile; the JSON of {@code pim profile list -o json} is a list of them.
   *
   * @param scripts the scripts it names itself; missing if it names none
   */
  record Row(
      String name,
      List<Architecture> architectures,
      String isoPattern,
      Optional<List<String>> scripts,
      String file,
      int line) {
    static Row of(Profile profile, Profiles profiles) {
      var own = profiles.trees().entries().get(profile.name()).origin();
      return new Row(
          profile.name(),
          profile.architectures(),
          profile.isoPattern(),
          profile.scripts(),
          own.file(),
          own.line());
    }
  }

  @Override
  public Integer call() {
    Problems problems = new Problems();
    Profiles profiles = Profiles.read(ConfigFolders.of(context.folders()), problems);
    problems.throwIfAny();
    List<Row> rows =
        profiles.choices().stream().map(name -> Row.of(profiles.get(name), profiles)).toList();
    if (output.isJson()) {
      JsonOutput.print(context.terminal().out(), rows);
    } else if (rows.isEmpty()) {
      context.terminal().err().println("no profiles; PIM looks for them in " + Profiles.FOLDER);
    } else {
      Table table = new Table("PROFILE", "ARCHITECTURES", "ISO", "SCRIPTS", "FROM");
      for (Row row : rows) {
        table.row(
            row.name(),
            String.join(" ", row.architectures().stream().map(Architecture::id).toList()),
            row.isoPattern(),
            row.scripts().map(names -> String.join(" ", names)).orElse(""),
            row.file() + ":" + row.line());
      }
      table.print(context.terminal());
    }
    return ExitStatus.DONE;
  }
}
