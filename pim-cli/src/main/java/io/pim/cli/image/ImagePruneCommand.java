package io.pim.cli.image;

import io.pim.cli.client.ServiceWork;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.Age;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.KeptImages;
import io.pim.cli.shell.OutputOption;
import io.pim.cli.temporal.ThisHost;
import io.pim.host.image.PruneRule;
import io.pim.host.image.RemovalRequest;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pim image prune}. */
@Command(
    name = "prune",
    header = "Remove all but the newest images.",
    description = {
      "",
      "Images in use stay and are reported. With --remote, removes images from the shared store "
          + "and leaves this host's alone; images that latest or a channel leads to stay. "
          + "With --remote it also removes the layers that no build has used for a while "
          + "(store.layers), unless --profile or --arch choose images. The registry frees the space when it collects garbage.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim image prune --keep 2 --dry-run",
      "  pim image prune --keep 1 --profile web --arch x86_64",
      "  pim image prune --keep 3 --older-than 30d",
      "  pim image prune --remote --keep 10 --dry-run",
      "  pim image prune --remote --keep 10 --unused-layers 7d"
    })
final class ImagePruneCommand implements Callable<Integer> {
  private final CliContext context;

  @Option(
      names = "--keep",
      paramLabel = "N",
      required = true,
      description = "The number of newest images to keep of each profile and architecture.")
  private KeptImages keep;

  @Mixin private ImageFilterOption filter;

  @Option(
      names = "--older-than",
      paramLabel = "AGE",
      description = "Only images older than this, such as 12h or 30d.")
  private Age olderThan;

  @Option(names = "--dry-run", description = "Show what would be removed; remove nothing.")
  private boolean dryRun;

  @Option(names = "--remote", description = "Prune the shared store (store.url).")
  private boolean remote;

  @Option(
      names = "--unused-layers",
      paramLabel = "AGE",
      defaultValue = "30d",
      description =
          "With --remote: layers that no build has used for this long; default: ${DEFAULT-VALUE}.")
  private Age unusedLayers;

  @Mixin private OutputOption output;

  ImagePruneCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (remote) {
      if (olderThan != null) {
        throw Complaint.of(ExitStatus.USAGE, "--older-than cannot be combined with --remote.")
            .advise("Give --keep alone.")
            .failure();
      }
      return new RemoteImages(context, filter)
          .prune(keep.count(), unusedLayers.length(), dryRun, output.isJson());
    }
    PruneRule rule =
        new PruneRule(
            keep.count(),
            filter.profile(),
            filter.architecture(),
            Optional.ofNullable(olderThan).map(Age::length));
    List<ImageEntry> images =
        rule.tooMany(new Registry(context.folders()).list(), context.clock().instant());
    ServiceWork work = ServiceWork.ask(context.temporal());
    RemovalView.print(
        context
            .host()
            .imageRemoval()
            .unused(
                images,
                new RemovalRequest(
                    false,
                    dryRun,
                    work.unfinished(),
                    work.deploying(),
                    ThisHost.id(context.folders()))),
        dryRun,
        output.isJson(),
        context.terminal());
    return ExitStatus.DONE;
  }
}
