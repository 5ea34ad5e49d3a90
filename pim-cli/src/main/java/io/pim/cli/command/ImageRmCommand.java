package io.pim.cli.command;

import io.pim.activities.library.RemovalRequest;
import io.pim.activities.library.RemovedImage;
import io.pim.cli.build.EndedBuilds;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.model.config.NearestName;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import io.pim.worker.ImageTools;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pim image rm}. */
@Command(
    name = "rm",
    header = "Remove finished images.",
    description = {
      "",
      "Removes each from the registry, then its files. Nothing goes while a VM's disk stands on one"
          + " of them, or its build has not ended. Of files outside PIM's folder of images only the"
          + " entry goes.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim image rm web-x86_64-20261122-101500 --dry-run",
      "  pim image rm web-x86_64-20261122-101500",
      "  pim image prune --keep 2      all but the newest two of each profile"
    })
final class ImageRmCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(
      paramLabel = "NAME",
      arity = "1..*",
      description = "Whole names, as pim image list shows them.")
  private List<String> names = List.of();

  @Option(names = "--force", description = "Remove also what is in use.")
  private boolean force;

  @Option(names = "--dry-run", description = "Show what would go; remove nothing.")
  private boolean dryRun;

  @Mixin private OutputOption output;

  ImageRmCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<ImageEntry> images = find();
    EndedBuilds ended = EndedBuilds.ask(context.temporal());
    RemovalRequest request = new RemovalRequest(force, dryRun, ended.unfinished());
    List<RemovedImage> removed =
        ImageTools.of(context.folders(), context.environment())
            .removal()
            .allOrNone(images, request);
    List<RemovedImage> staying = removed.stream().filter(image -> !image.removed()).toList();
    if (!staying.isEmpty()) {
      throw inUse(staying.get(0)).failure();
    }
    RemovalView.print(removed, dryRun, output.isJson(), context.terminal());
    return ExitStatus.DONE;
  }

  private List<ImageEntry> find() throws IOException {
    List<ImageEntry> all = new Registry(context.folders()).list();
    List<ImageEntry> found = new ArrayList<>();
    for (String name : names) {
      found.add(
          all.stream()
              .filter(image -> image.name().equals(name))
              .findFirst()
              .orElseThrow(() -> unknown(name, all).failure()));
    }
    return found;
  }

  private Complaint unknown(String name, List<ImageEntry> all) {
    return Complaint.of(ExitStatus.USAGE, "There is no image '" + name + "'.")
        .at(context.folders().registry())
        .because("A profile does not name an image here: only a whole name does.")
        .advise(
            NearestName.of(name, all.stream().map(ImageEntry::name).toList())
                    .map(near -> "Did you mean " + near + "? ")
                    .orElse("")
                + "See what there is: pim image list");
  }

  private static Complaint inUse(RemovedImage image) {
    return Complaint.of(
            ExitStatus.FAILED, "Image " + image.name() + " is in use; nothing was removed.")
        .because(image.users())
        .advise("End what uses it, or lose that as well: --force");
  }
}
