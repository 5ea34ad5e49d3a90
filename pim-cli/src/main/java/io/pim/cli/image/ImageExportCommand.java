package io.pim.cli.image;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.Facts;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.EndOnSignal;
import io.pim.cli.shell.ImageChoice;
import io.pim.cli.shell.OutputOption;
import io.pim.cli.shell.WorkView;
import io.pim.cli.temporal.ThisHost;
import io.pim.host.image.ExportRequest;
import io.pim.host.image.ExportedImage;
import io.pim.model.registry.DeploymentEntry;
import io.pim.model.registry.Deployments;
import io.pim.model.registry.ImageEntry;
import io.pim.model.unit.Compression;
import io.pim.tools.qemu.DiskFormat;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pim image export}. */
@Command(
    name = "export",
    header = "Export an image in another format, or list the images for another tool.",
    description = {
      "",
      "With --format, writes one image to a file, after checking the image's SHA-256. An "
          + "existing file is overwritten only with --force. With --for, prints a file for "
          + "OpenTofu and Terraform (a .tf.json) or Ansible (an inventory), with the newest image "
          + "of each profile and architecture, and with what is deployed on each target.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim image export developer --format vmdk",
      "  pim image export developer --format qcow2 --compression zlib",
      "  pim image export developer --format vhd-fixed --to /srv/azure.vhd",
      "  pim image export --for tofu > pim_images.tf.json",
      "  pim image export --for ansible --arch x86_64 > pim_images.json"
    })
final class ImageExportCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      description = "An image's name; or a profile or PROFILE-ARCH for its newest image.")
  private String name;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "qcow2, raw, vmdk (compressed), vhd (growing) or vhd-fixed (for Azure).")
  private DiskFormat format;

  @Option(
      names = "--compression",
      paramLabel = "COMPRESSION",
      description =
          "Of a qcow2 file: zstd, zlib (for readers without zstd) or none. Default: as it is.")
  private Compression compression;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description = "The file, or a folder for it. Default: NAME.FORMAT in the current folder.")
  private Path to;

  @Option(names = "--force", description = "Overwrite an existing file.")
  private boolean force;

  @Option(names = "--for", paramLabel = "TOOL", description = "tofu or ansible.")
  private Inventory tool;

  @Mixin private ImageFilterOption filter;
  @Mixin private OutputOption output;

  ImageExportCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    if (tool != null) {
      return printForTool();
    }
    if (name == null || format == null) {
      throw usage("Name an image and a --format, or a tool with --for.");
    }
    if (!filter.isEmpty()) {
      throw usage("--profile and --arch require --for.");
    }
    if (compression != null && format != DiskFormat.QCOW2) {
      throw usage("--compression requires --format qcow2.");
    }
    ImageEntry image = ImageChoice.of(context.folders()).here(name, ThisHost.id(context.folders()));
    ExportRequest request =
        new ExportRequest(format, Optional.ofNullable(compression), target(image), force);
    return EndOnSignal.around(() -> export(image, request));
  }

  private int printForTool() throws IOException {
    if (name != null || format != null || compression != null || to != null || force) {
      throw usage(
          "--for prints a file about all images: no name, --format, --compression, --to or"
              + " --force.");
    }
    if (output.isJson()) {
      throw usage("-o cannot be combined with --for, which prints JSON already.");
    }
    String host = ThisHost.id(context.folders());
    List<ImageEntry> here =
        ImageChoice.of(context.folders()).all().stream()
            .filter(filter::lets)
            .filter(image -> image.isOn(host) && Files.exists(image.path()))
            .toList();
    List<DeploymentEntry> deployed =
        new Deployments(context.folders())
            .list().stream().filter(its -> its.isCurrent() && filter.lets(its)).toList();
    context.out().print(tool.text(ImageChoice.newestOfEach(here).toList(), deployed));
    context.out().flush();
    return ExitStatus.DONE;
  }

  private Path target(ImageEntry image) {
    Path folder = context.folders().project();
    String usual = image.name() + "." + format.extension();
    Path target = to == null ? folder.resolve(usual) : folder.resolve(to);
    Path file = Files.isDirectory(target) ? target.resolve(usual) : target;
    if (file.getParent() == null || !Files.isDirectory(file.getParent())) {
      throw Complaint.of(ExitStatus.USAGE, "There is no folder for the exported image.")
          .at(file)
          .advise("Make it, or give another one with --to.")
          .failure();
    }
    return file;
  }

  private int export(ImageEntry image, ExportRequest request) throws Exception {
    ExportedImage done;
    try (WorkView view = new WorkView(context.terminal())) {
      done = context.host().imageExport().run(image, request, view);
    } catch (FileAlreadyExistsException e) {
      throw Complaint.of(ExitStatus.USAGE, "The file already exists.")
          .at(e.getFile())
          .advise("Give another one with --to, or overwrite it with --force.")
          .failure(e);
    }
    Shown shown = Shown.of(done);
    if (output.isJson()) {
      JsonOutput.print(context.out(), shown);
    } else {
      new Facts()
          .add("image", shown.name())
          .add("file", shown.file())
          .add("size", ForPeople.size(shown.size()) + " " + shown.format())
          .add("compression", shown.compression().map(Compression::id).orElse(""))
          .add("sha256", shown.sha256())
          .add("UEFI variables", shown.uefiVariables().orElse(""))
          .add("enlarged", enlarged(shown))
          .print(context.terminal());
    }
    return ExitStatus.DONE;
  }

  private static String enlarged(Shown shown) {
    return shown.enlarged() == 0
        ? ""
        : "by " + shown.enlarged() + " bytes, to whole MiB, as readers of this format need";
  }

  /** The JSON of {@code pim image export -o json}; {@code size} and {@code enlarged} in bytes. */
  public record Shown(
      String name,
      String format,
      Optional<Compression> compression,
      String file,
      long size,
      String sha256,
      Optional<String> uefiVariables,
      long enlarged) {
    static Shown of(ExportedImage done) {
      return new Shown(
          done.name(),
          done.format().id(),
          done.compression(),
          done.file().toString(),
          done.size(),
          done.sha256().hex(),
          done.uefiVariables().map(Path::toString),
          done.enlarged());
    }
  }

  private static RuntimeException usage(String what) {
    return Complaint.of(ExitStatus.USAGE, what).advise("See: pim image export --help").failure();
  }
}
