package io.pim.cli.profile;

import io.pim.cli.edit.Editor;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.SafeText;
import io.pim.cli.plan.ConfigCheck;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.Confirmation;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import io.pim.model.files.Names;
import io.pim.model.profile.Profiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pim profile edit}. */
@Command(
    name = "edit",
    header = "Open a profile's file in an editor, and check it afterwards.",
    description = {
      "",
      "The editor is $VISUAL, else $EDITOR, else vi. Afterwards, mistakes in the configuration "
          + "are reported, and on a terminal you can continue to edit. Exit status 2 if mistakes "
          + "remain.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {"  pim profile edit developer", "  EDITOR='code --wait' pim profile edit default"})
final class ProfileEditCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(paramLabel = "NAME", description = "The profile.")
  private String name;

  ProfileEditCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    ConfigFolders folders = ConfigFolders.of(context.folders());
    Path file = file(folders);
    Editor editor = Editor.of(context.environment());
    do {
      int status = editor.edit(file);
      if (status != 0) {
        throw Complaint.of(ExitStatus.FAILED, "The editor failed: exit status " + status + ".")
            .at(editor.command())
            .because("the file may or may not have been changed")
            .advise("Set EDITOR to one that works here, such as: EDITOR=nano")
            .failure();
      }
      List<Problem> problems = ConfigCheck.run(folders, context.renderer());
      if (problems.isEmpty()) {
        context.out().println("configuration is valid");
        return ExitStatus.DONE;
      }
      problems.forEach(problem -> context.err().println(SafeText.line(problem.toString())));
    } while (context.terminal().error().live()
        && new Confirmation(context.err()).yes("Edit again?"));
    return ExitStatus.USAGE;
  }

  /** The file that has the profile; the file of its name, if the files cannot be read. */
  private Path file(ConfigFolders folders) {
    Problems problems = new Problems();
    Profiles profiles = Profiles.read(folders, problems);
    return Optional.ofNullable(profiles.trees().entries().get(name))
        .map(own -> folders.project().resolve(own.origin().file()))
        .or(() -> fileOfThisName(folders))
        .orElseGet(
            () -> {
              problems.throwIfAny();
              throw new IllegalStateException("found " + profiles.get(name).name());
            });
  }

  private Optional<Path> fileOfThisName(ConfigFolders folders) {
    return folders.inSearchOrder().stream()
        .filter(folder -> Names.isPlain(name))
        .map(folder -> folder.resolve(Profiles.FOLDER).resolve(name + ".yml"))
        .filter(Files::exists)
        .findFirst();
  }
}
