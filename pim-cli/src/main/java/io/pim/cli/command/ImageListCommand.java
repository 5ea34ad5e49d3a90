package io.pim.cli.command;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.Table;
import io.pim.model.files.BuildId;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import io.pim.model.unit.Architecture;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pim image list}. */
@Command(
    name = "list",
    header = "List finished images, newest first.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim image list",
      "  pim image list --profile web --arch x86_64",
      "  pim image list --latest -o json | jq -r '.[].path'",
      "  pim image list -o json | jq -r '.[0].path'"
    })
final class ImageListCommand implements Callable<Integer> {
  private final CliContext context;

  @Option(names = "--profile", paramLabel = "PROFILE", description = "Only images of this one.")
  private String profile;

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      converter = ArchitectureConverter.class,
      description = "Only images of this architecture.")
  private Architecture architecture;

  @Option(
      names = "--latest",
      description = "Only the newest image of each profile and architecture.")
  private boolean latest;

  @Mixin private OutputOption output;

  ImageListCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    List<ImageEntry> all = new Registry(context.folders()).list();
    List<ImageView> images = chosen(all).map(ImageView::of).toList();
    if (output.isJson()) {
      JsonOutput.print(context.terminal().out(), images);
    } else if (images.isEmpty()) {
      context
          .terminal()
          .err()
          .println(
              all.isEmpty()
                  ? "no images yet; build one: pim build run PROFILE"
                  : "no such image among " + ForPeople.count(all.size(), "image"));
    } else {
      Table table = new Table("IMAGE", "PROFILE", "ARCH", "FIRMWARE", "SIZE", "CREATED", "FILE");
      for (ImageView image : images) {
        table.row(
            image.name(),
            image.profile(),
            image.architecture(),
            image.firmware(),
            ForPeople.size(image.size()),
            ForPeople.ago(image.created(), context.clock().instant()),
            image.exists() ? image.path() : image.path() + " (gone)");
      }
      table.print(context.terminal());
    }
    return ExitStatus.DONE;
  }

  /** The list begins with the newest, so the first of each profile and architecture is that. */
  private Stream<ImageEntry> chosen(List<ImageEntry> all) {
    Set<String> seen = new HashSet<>();
    return all.stream()
        .filter(image -> profile == null || image.profile().equals(profile))
        .filter(image -> architecture == null || image.architecture() == architecture)
        .filter(
            image ->
                !latest || seen.add(BuildId.workflowId(image.profile(), image.architecture())));
  }
}
