package io.pim.cli.config;

import io.pim.cli.edit.StarterFolder;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.SafeText;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code pim init}. */
@Command(
    name = "init",
    header = "Write a configuration folder to start with.",
    description = {
      "",
      "The folder works unchanged with the netinst ISOs of Debian 12 and 13, x86_64 and arm64: "
          + "a catalog of ISOs, the profile developer, its preseed and install script, an example "
          + "script and a check of the image. Comments in every file explain its purpose. The "
          + "image has no password: cloud-init adds your SSH key.",
      "",
      "Nothing is overwritten: existing files are kept and reported.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim init ~/images            a folder for one project",
      "  pim init ~/.config/pim       for every folder you work in",
      "  pim init && pim config check"
    })
public final class InitCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "The folder, created if missing. Default: the current folder.")
  private Optional<Path> folder = Optional.empty();

  @Mixin private OutputOption output;

  InitCommand(CliContext context) {
    this.context = context;
  }

  /** The JSON of {@code pim init -o json}; file names are relative to the folder. */
  public record Shown(String folder, List<String> written, List<String> kept) {
    static Shown of(StarterFolder.Result result) {
      // Converted to text, because Jackson would print a path as a URI.
      return new Shown(result.folder().toString(), result.written(), result.kept());
    }
  }

  @Override
  public Integer call() throws IOException {
    Path project = context.folders().project();
    Path chosen = folder.map(path -> project.resolve(path).normalize()).orElse(project);
    StarterFolder.Result result = write(chosen);
    if (output.isJson()) {
      JsonOutput.print(context.out(), Shown.of(result));
    } else {
      print(result);
    }
    return ExitStatus.DONE;
  }

  private static StarterFolder.Result write(Path folder) throws IOException {
    try {
      return StarterFolder.write(folder);
    } catch (FileAlreadyExistsException inTheWay) {
      throw Complaint.of(ExitStatus.USAGE, "A file has the name of a folder that PIM needs.")
          .at(inTheWay.getFile())
          .advise("Name another folder: pim init DIR")
          .failure(inTheWay);
    }
  }

  private void print(StarterFolder.Result result) {
    context.out().println(SafeText.line(result.folder().toString()));
    result.written().forEach(name -> context.out().println("  wrote  " + name));
    result.kept().forEach(name -> context.out().println("  kept   " + name + ", as it was"));
    context.out().println("\nNext:");
    boolean found =
        result.folder().equals(context.folders().project())
            || result.folder().equals(context.folders().config());
    if (!found) {
      context.out().println("  cd " + SafeText.line(result.folder().toString()));
    }
    context.out().println("  pim config check                   check the configuration");
    context.out().println("  pim build run developer --dry-run  what a build would do");
    context.out().println("  pim build run developer");
  }
}
