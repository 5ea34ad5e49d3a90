package io.pim.cli.vm;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.model.files.VmName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pim vm cp}. */
@Command(
    name = "cp",
    header = "Copy files between this machine and a VM.",
    description = {
      "",
      "A place in a VM is VM:PATH; a relative PATH starts in the user's home there. Source and "
          + "destination mean what they mean to cp: a folder that exists gets the copy inside. "
          + "Uses ssh, as pim vm ssh does; the VM needs a shell and tar, but no SFTP server.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim vm cp notes.txt developer-1:",
      "  pim vm cp -r ./site developer-1:/srv --user root",
      "  pim vm cp developer-1:/var/log/cloud-init.log ."
    })
final class VmCpCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(
      arity = "2..*",
      paramLabel = "FILE|VM:PATH",
      description = "The sources, all of one machine, and the destination last.")
  private List<String> places = List.of();

  @Option(
      names = {"-r", "--recursive"},
      description = "Copy folders with all that is in them.")
  private boolean recursive;

  @Mixin private VmUserOption user;

  VmCpCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    List<VmPath> all = places.stream().map(VmCpCommand::parse).toList();
    List<VmPath> sources = all.subList(0, all.size() - 1);
    VmPath destination = all.get(all.size() - 1);
    VmName vm = vm(all, destination);
    requireSources(sources);
    Path tar = context.vms().tools().require("tar", "install it: apt install tar");
    VmLoginShell shell = VmLoginShell.of(context, vm, user.user());
    VmCopy copy = new VmCopy(shell::argv, tar);
    for (VmPath source : sources) {
      if (destination.vm().isPresent()) {
        copy.upload(local(source), destination);
      } else {
        copy.download(source, local(destination), recursive);
      }
    }
    return ExitStatus.DONE;
  }

  private static VmPath parse(String text) {
    try {
      return VmPath.parse(text);
    } catch (IllegalArgumentException e) {
      throw usage("'" + text + "' names no VM and no file.", String.valueOf(e.getMessage()))
          .advise("A file with a colon in its name is ./" + text)
          .failure();
    }
  }

  /** The only VM among the places. */
  private static VmName vm(List<VmPath> all, VmPath destination) {
    List<VmName> names = all.stream().flatMap(place -> place.vm().stream()).distinct().toList();
    boolean sourceInVm = all.get(0).vm().isPresent();
    boolean mixed =
        all.subList(0, all.size() - 1).stream()
            .anyMatch(source -> source.vm().isPresent() != sourceInVm);
    if (names.size() != 1 || mixed || sourceInVm == destination.vm().isPresent()) {
      throw usage(
              "One side must be this machine, and the other one VM.",
              names.isEmpty() ? "No argument is VM:PATH." : "")
          .advise("From VM to VM: copy to this machine first. See pim vm cp --help")
          .failure();
    }
    return names.get(0);
  }

  private void requireSources(List<VmPath> sources) {
    for (VmPath source : sources) {
      if (source.vm().isEmpty()) {
        Path file = local(source);
        if (!Files.isReadable(file)) {
          throw usage("'" + source.path() + "' cannot be read.", exists(file)).failure();
        }
        if (Files.isDirectory(file) && !recursive) {
          throw usage("'" + source.path() + "' is a folder.", "")
              .advise("Add -r to copy it with all that is in it.")
              .failure();
        }
      }
    }
  }

  private static String exists(Path file) {
    return Files.exists(file) ? "You may not read it." : "There is no such file.";
  }

  private Path local(VmPath place) {
    return context.folders().project().resolve(place.path());
  }

  private static Complaint usage(String what, String why) {
    return Complaint.of(ExitStatus.USAGE, what).because(why);
  }
}
