package io.pim.cli.command;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.Table;
import io.pim.model.registry.Registry;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pim image list}. */
@Command(
    name = "list",
    header = "List finished images, newest first.",
    footerHeading = "%nExamples:%n",
    footer = {"  pim image list", "  pim image list -o json | jq -r '.[0].path'"})
final class ImageListCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private OutputOption output;

  ImageListCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    List<ImageView> images =
        new Registry(context.folders()).list().stream().map(ImageView::of).toList();
    if (output.isJson()) {
      JsonOutput.print(context.terminal().out(), images);
    } else if (images.isEmpty()) {
      context.terminal().err().println("no images yet; build one: pim build run PROFILE");
    } else {
      Table table = new Table("IMAGE", "PROFILE", "ARCH", "FIRMWARE", "SIZE", "CREATED", "FILE");
      for (ImageView image : images) {
        table.row(
            image.name(),
            image.profile(),
            image.architecture(),
            image.firmware(),
            ForPeople.size(image.size()),
            ForPeople.time(image.created()),
            image.exists() ? image.path() : image.path() + " (gone)");
      }
      table.print(context.terminal().out());
    }
    return ExitStatus.DONE;
  }
}
