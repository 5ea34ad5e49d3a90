package io.pim.cli.image;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.EndOnSignal;
import io.pim.cli.shell.OutputOption;
import io.pim.cli.shell.WorkView;
import io.pim.cli.temporal.DistributionInfo;
import io.pim.cli.temporal.ThisHost;
import io.pim.host.image.ImageImport;
import io.pim.host.image.ImportRequest;
import io.pim.model.config.BuildSettings;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Settings;
import io.pim.model.files.BuildId;
import io.pim.model.files.Names;
import io.pim.model.plan.MachineSpec;
import io.pim.model.registry.ImageEntry;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pim image import}. */
@Command(
    name = "import",
    header = "Import a disk that was made elsewhere as an image.",
    description = {
      "",
      "Copies a qcow2 image or a raw disk into PIM's folder of images, compressed and checked, "
          + "and registers it. A qcow2 file that names other files is refused, because it could "
          + "expose any file of this host. The image is not booted; pim image verify does that.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim image import debian-12-generic-amd64.qcow2 --profile debian12 --arch x86_64",
      "  pim image import disk.raw --profile old-web --arch x86_64 --name old-web-golden",
      "  pim image import web.qcow2 --profile web --arch arm64 --uefi-vars web.qcow2.efivars.fd"
    })
final class ImageImportCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(paramLabel = "FILE", description = "A qcow2 image or a raw disk; it is not changed.")
  private Path file;

  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      required = true,
      description = "The profile to register it under.")
  private String profile;

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      required = true,
      description = "Its architecture: x86_64 or arm64.")
  private Architecture architecture;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The image's name. Default: PROFILE-ARCH-TIME.")
  private String name;

  @Option(
      names = "--firmware",
      paramLabel = "FIRMWARE",
      description = "bios or uefi. Default: bios for x86_64, uefi for arm64.")
  private Firmware firmware;

  @Option(
      names = "--uefi-vars",
      paramLabel = "FILE",
      description = "The UEFI variables for its machines. Default: fresh ones.")
  private Path uefiVariables;

  @Mixin private OutputOption output;

  ImageImportCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    Path folder = context.folders().project();
    Firmware chosen = firmware();
    Settings settings = Settings.read(ConfigFolders.of(context.folders()));
    BuildSettings build = settings.build();
    ImportRequest request =
        new ImportRequest(
            requireFile(folder.resolve(file)),
            requirePlain(profile, "--profile"),
            name(),
            new MachineSpec(architecture, chosen, build.diskSize(), build.memory(), build.cpus()),
            Optional.ofNullable(uefiVariables).map(vars -> requireFile(folder.resolve(vars))),
            settings.image().compression());
    return EndOnSignal.around(() -> importDisk(request));
  }

  private Firmware firmware() {
    Firmware usual = architecture == Architecture.ARM64 ? Firmware.UEFI : Firmware.BIOS;
    Firmware chosen = firmware == null ? usual : firmware;
    if (architecture == Architecture.ARM64 && chosen == Firmware.BIOS) {
      throw usage("arm64 machines have no BIOS.", "Omit --firmware.");
    }
    if (uefiVariables != null && chosen == Firmware.BIOS) {
      throw usage("A BIOS has no UEFI variables.", "Give --firmware uefi, or no --uefi-vars.");
    }
    return chosen;
  }

  private Optional<String> name() {
    if (name == null) {
      return Optional.empty();
    }
    if (BuildId.tryParse(name).isPresent()) {
      throw usage(
          "'" + name + "' has the form of a build's image name.",
          "Omit --name, or give another kind of name.");
    }
    return Optional.of(requirePlain(name, "--name"));
  }

  private static String requirePlain(String text, String option) {
    if (!Names.isPlain(text)) {
      throw usage(
          "'" + text + "' cannot be a name.",
          "Use letters, digits and . _ + - for " + option + ".");
    }
    return text;
  }

  private static Path requireFile(Path path) {
    if (!Files.isRegularFile(path)) {
      throw Complaint.of(ExitStatus.USAGE, "There is no such file.").at(path).failure();
    }
    return path;
  }

  private int importDisk(ImportRequest request) throws Exception {
    ImageImport.Origin origin =
        new ImageImport.Origin(
            ThisHost.id(context.folders()), DistributionInfo.current().version());
    ImageEntry image;
    try (WorkView view = new WorkView(context.terminal())) {
      image = context.host().imageImport(origin).run(request, view);
    } catch (FileAlreadyExistsException e) {
      throw Complaint.of(ExitStatus.USAGE, "An image or a file of that name exists already.")
          .at(e.getFile())
          .advise("Give another --name.")
          .failure(e);
    }
    if (output.isJson()) {
      JsonOutput.print(context.out(), ImageView.of(image));
    } else {
      context
          .out()
          .println(
              "image "
                  + image.name()
                  + " ("
                  + ForPeople.size(image.size())
                  + ", sha256 "
                  + image.sha256().abbreviated()
                  + ")");
    }
    return ExitStatus.DONE;
  }

  private static RuntimeException usage(String what, String todo) {
    return Complaint.of(ExitStatus.USAGE, what).advise(todo).failure();
  }
}
