package io.pim.cli.profile;

import io.pim.cli.edit.NewProfile;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.SafeText;
import io.pim.cli.shell.CliContext;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.ConfigValue;
import io.pim.model.config.Problems;
import io.pim.model.config.SecretFields;
import io.pim.model.config.YamlReader;
import io.pim.model.profile.ConfigFile;
import io.pim.model.profile.ConfigFiles;
import io.pim.model.profile.FileKind;
import io.pim.model.profile.GuestFileReader;
import io.pim.model.profile.NamedTrees;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pim profile add}. */
@Command(
    name = "add",
    header = "Write a new profile.",
    description = {
      "",
      "Writes profiles.d/NAME.yml in the current folder. With --from, the new profile means the "
          + "same as the other one: the command copies the other's own settings, and the template "
          + "and scripts that belong to it by name. It overwrites nothing.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim profile add web --set hostname=web --set packages='[openssh-server, sudo,"
          + " cloud-init]'",
      "  pim profile add big --from developer --set build.memory=8G",
      "  pim profile add web --preseed --script"
    })
final class ProfileAddCommand implements Callable<Integer> {
  private static final String SCRIPT =
      """
      #!/bin/sh
      # For the profile of the same name: runs as root in the installed system, after base.sh.
      set -eu
      """;

  private final CliContext context;

  @Parameters(paramLabel = "NAME", description = "The new profile.")
  private String name;

  @Option(names = "--from", paramLabel = "PROFILE", description = "Copy this profile.")
  private Optional<String> from = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "FIELD=VALUE",
      description = "A setting, with its value as in YAML. Can be repeated.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(names = "--preseed", description = "Also write a preseed template to edit.")
  private boolean preseed;

  @Option(names = "--script", description = "Also write a script to edit.")
  private boolean script;

  @Option(names = "--global", description = "Write into the global folder: pim config path.")
  private boolean global;

  ProfileAddCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    ConfigFolders folders = ConfigFolders.of(context.folders());
    Path target = global ? folders.global() : folders.project();
    NewProfile profile =
        withFiles(NewProfile.of(folders, target, name, from, values(), script), target);
    try {
      profile.write().forEach(file -> say("wrote " + folders.shown(file)));
    } catch (FileAlreadyExistsException there) {
      throw Complaint.of(ExitStatus.USAGE, "A file of this name exists already.")
          .at(there.getFile())
          .advise("Move it away, or choose another name.")
          .failure(there);
    }
    from.flatMap(source -> ownFiles(folders, source))
        .ifPresent(
            tree ->
                say("not copied: " + tree + "; cp -a it to files.d/" + name + " if you want it"));
    say("next: pim profile show " + name + "; pim build run " + name + " --dry-run");
    return ExitStatus.DONE;
  }

  /** The tree of files that belongs to a profile by its own name. */
  private static Optional<String> ownFiles(ConfigFolders folders, String profile) {
    return GuestFileReader.shown(folders, profile)
        .filter(shown -> shown.endsWith("/" + profile))
        .filter(shown -> !profile.equals(NamedTrees.DEFAULT));
  }

  private void say(String line) {
    context.out().println(SafeText.line(line));
  }

  private NewProfile withFiles(NewProfile profile, Path target) {
    NewProfile result = profile;
    if (preseed) {
      ConfigFiles files = new ConfigFiles(ConfigFolders.of(context.folders()));
      String text =
          files
              .find(FileKind.PRESEED, name)
              .map(ConfigFile::text)
              .orElseThrow(
                  () ->
                      Complaint.of(ExitStatus.USAGE, "There is no preseed template to copy.")
                          .because(files.missing(FileKind.PRESEED, name).toString())
                          .advise("Write one to start with: pim init")
                          .failure());
      result = result.with(NewProfile.file(target, FileKind.PRESEED, name), text);
    }
    return script ? result.with(NewProfile.file(target, FileKind.SCRIPT, name), SCRIPT) : result;
  }

  private Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    settings.forEach((path, text) -> values.put(path, value(path, text)));
    return values;
  }

  private static Object value(String path, String text) {
    if (SecretFields.isSecretPath(path)) {
      throw Complaint.of(ExitStatus.USAGE, "A secret must not be given on the command line.")
          .at("--set " + path)
          .because("other users of this machine can read it there, and the shell remembers it")
          .advise("Write it into the file: pim profile edit NAME")
          .failure();
    }
    Problems problems = new Problems();
    Optional<ConfigValue> value =
        new YamlReader(problems)
            .parse("value: " + text + "\n", "--set " + path)
            .flatMap(tree -> tree.get("value"));
    problems.throwIfAny();
    return value.map(ConfigValue::plain).orElse("");
  }
}
