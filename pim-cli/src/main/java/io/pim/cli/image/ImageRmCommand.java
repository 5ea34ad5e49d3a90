package io.pim.cli.image;

import io.pim.cli.client.ServiceWork;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.ImageChoice;
import io.pim.cli.shell.OutputOption;
import io.pim.cli.temporal.ThisHost;
import io.pim.host.image.RemovalRequest;
import io.pim.host.image.RemovedImage;
import io.pim.model.registry.ImageEntry;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pim image rm}. */
@Command(
    name = "rm",
    aliases = "remove",
    header = "Remove finished images.",
    description = {
      "",
      "Removes each image from the registry, then its files. Nothing is removed while a VM "
          + "uses one of them, its build or a deployment of it has not ended, or it is on another "
          + "host. Files outside PIM's image folder stay; only their entry is removed.",
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
      description = "Full names, as shown by pim image list.")
  private List<String> names = List.of();

  @Option(names = "--force", description = "Also remove images in use.")
  private boolean force;

  @Option(names = "--dry-run", description = "Show what would be removed; remove nothing.")
  private boolean dryRun;

  @Mixin private OutputOption output;

  ImageRmCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<ImageEntry> images = ImageChoice.of(context.folders()).named(names);
    ServiceWork work = ServiceWork.ask(context.temporal());
    String host = ThisHost.id(context.folders());
    RemovalRequest request =
        new RemovalRequest(force, dryRun, work.unfinished(), work.deploying(), host);
    List<RemovedImage> removed = context.host().imageRemoval().allOrNone(images, request);
    List<RemovedImage> staying = removed.stream().filter(image -> !image.removed()).toList();
    if (!staying.isEmpty()) {
      throw inUse(staying.get(0)).failure();
    }
    RemovalView.print(removed, dryRun, output.isJson(), context.terminal());
    return ExitStatus.DONE;
  }

  private static Complaint inUse(RemovedImage image) {
    return Complaint.of(ExitStatus.FAILED, "Image " + image.name() + " stays; nothing was removed.")
        .because(image.users())
        .advise(
            "Remove what uses it (a VM: pim vm rm NAME; a deployment: pim deploy cancel ID), or "
                + "use --force, which breaks it. For an image on another host, --force only "
                + "removes the entry from this registry.");
  }
}
