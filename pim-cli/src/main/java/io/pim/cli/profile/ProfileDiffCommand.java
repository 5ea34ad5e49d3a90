package io.pim.cli.profile;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.SafeText;
import io.pim.cli.output.Table;
import io.pim.cli.plan.ProfileDifference;
import io.pim.cli.plan.ProfileTexts;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Problems;
import io.pim.model.profile.Profile;
import io.pim.model.profile.Profiles;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code pim profile diff}. */
@Command(
    name = "diff",
    header = "Show the differences between two profiles.",
    description = {
      "",
      "Compares merged settings, rendered preseeds and scripts. Secrets are masked, but a "
          + "secret setting that differs is listed.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {"  pim profile diff developer web", "  pim profile diff developer web -o json"})
final class ProfileDiffCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(index = "0", paramLabel = "A", description = "A profile.")
  private String a;

  @Parameters(index = "1", paramLabel = "B", description = "The other profile.")
  private String b;

  @Mixin private OutputOption output;

  ProfileDiffCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    ConfigFolders folders = ConfigFolders.of(context.folders());
    Problems problems = new Problems();
    Profiles profiles = Profiles.read(folders, problems);
    problems.throwIfAny();
    Profile first = profiles.get(a);
    Profile second = profiles.get(b);
    ProfileDifference difference =
        ProfileDifference.of(
            first,
            ProfileTexts.of(folders, context.renderer(), first),
            second,
            ProfileTexts.of(folders, context.renderer(), second));
    if (output.isJson()) {
      JsonOutput.print(context.out(), difference);
    } else {
      print(difference);
    }
    return ExitStatus.DONE;
  }

  private void print(ProfileDifference difference) {
    if (difference.isEmpty()) {
      context.out().println("no difference");
      return;
    }
    Table table = new Table("SETTING", a, b);
    difference
        .fields()
        .forEach(field -> table.row(field.path(), field.a().orElse(""), field.b().orElse("")));
    if (!table.isEmpty()) {
      table.print(context.out());
    }
    for (ProfileDifference.Text text : difference.texts()) {
      context.out().println("\n" + SafeText.line(text.name()) + ":");
      text.lines().forEach(line -> context.out().println("  " + SafeText.logLine(line)));
    }
  }
}
