package io.pim.cli.profile;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.Facts;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.SafeText;
import io.pim.cli.plan.ProfileTexts;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.ConfigLine;
import io.pim.cli.shell.OutputOption;
import io.pim.cli.shell.SetOption;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Problems;
import io.pim.model.profile.ConfigFile;
import io.pim.model.profile.ConfigFiles;
import io.pim.model.profile.FileKind;
import io.pim.model.profile.GuestFileReader;
import io.pim.model.profile.Profile;
import io.pim.model.profile.Profiles;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pim profile show}. */
@Command(
    name = "show",
    header = "Show a profile's merged settings and the origin of each.",
    description = "Secrets are masked, in the rendered preseed as well.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim profile show developer",
      "  pim profile show developer --render | less",
      "  pim profile show developer --set hostname=db1 --render",
      "  pim profile show developer -o json | jq '.settings[] | select(.path == \"hostname\")'"
    })
final class ProfileShowCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(paramLabel = "NAME", description = "The profile.")
  private String name;

  @Option(
      names = "--render",
      description =
          "Show the rendered preseed instead, as the installer gets it; http://pim.invalid/ "
              + "stands for PIM's own server.")
  private boolean render;

  @Mixin private SetOption set;
  @Mixin private OutputOption output;

  ProfileShowCommand(CliContext context) {
    this.context = context;
  }

  /**
   * The JSON of {@code pim profile show -o json}.
   *
   * @param files the template and scripts it uses, by kind; a kind without a file is left out
   * @param preseed rendered, with {@code --render}
   */
  public record Shown(
      String name,
      List<ConfigLine> settings,
      Map<String, String> files,
      Optional<String> preseed) {}

  @Override
  public Integer call() throws IOException {
    ConfigFolders folders = ConfigFolders.of(context.folders());
    Problems problems = new Problems();
    Profiles profiles = Profiles.read(folders, problems);
    problems.throwIfAny();
    Profile profile = profiles.get(name, set.changes());
    Optional<String> preseed =
        render
            ? Optional.of(ProfileTexts.of(folders, context.renderer(), profile).preseed())
            : Optional.empty();
    Shown shown =
        new Shown(
            name, ConfigLine.of(profile.settings()), files(new ConfigFiles(folders)), preseed);
    if (output.isJson()) {
      JsonOutput.print(context.terminal().out(), shown);
    } else if (preseed.isPresent()) {
      preseed.get().lines().map(SafeText::logLine).forEach(context.out()::println);
    } else {
      ConfigLine.print(context.terminal(), shown.settings());
      context.terminal().out().println();
      Facts facts = new Facts();
      shown.files().forEach(facts::add);
      facts.print(context.terminal());
    }
    return ExitStatus.DONE;
  }

  private Map<String, String> files(ConfigFiles files) {
    Map<String, String> found = new LinkedHashMap<>();
    for (FileKind kind : FileKind.values()) {
      files.find(kind, name).map(ConfigFile::shown).ifPresent(f -> found.put(kind.title(), f));
    }
    GuestFileReader.shown(files.folders(), name).ifPresent(f -> found.put("files", f));
    return found;
  }
}
