package io.pim.cli.image;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.Table;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.ImageChoice;
import io.pim.cli.shell.OutputOption;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
      "  pim image list -o json | jq -r '.[0].path'",
      "  pim image list --remote                    what the shared store has"
    })
final class ImageListCommand implements Callable<Integer> {
  private final CliContext context;

  @Mixin private ImageFilterOption filter;

  @Option(
      names = "--latest",
      description = "Only the newest image of each profile and architecture.")
  private boolean latest;

  @Option(
      names = "--remote",
      description = "The images in the shared store (store.url), with their tags.")
  private boolean remote;

  @Mixin private OutputOption output;

  ImageListCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (remote) {
      return new RemoteImages(context, filter).list(latest, output.isJson());
    }
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
      table(images, context.clock().instant()).print(context.terminal());
    }
    return ExitStatus.DONE;
  }

  /** Shows a host column only when there are several hosts. */
  private static Table table(List<ImageView> images, Instant now) {
    boolean several = images.stream().map(ImageView::host).distinct().count() > 1;
    List<String> header =
        new ArrayList<>(List.of("IMAGE", "PROFILE", "ARCH", "FIRMWARE", "SIZE", "CREATED"));
    if (several) {
      header.add("HOST");
    }
    header.add("FILE");
    Table table = new Table(header.toArray(String[]::new));
    for (ImageView image : images) {
      List<Object> cells = new ArrayList<>();
      cells.addAll(List.of(image.name(), image.profile(), image.architecture(), image.firmware()));
      cells.add(ForPeople.size(image.size()));
      cells.add(ForPeople.ago(image.created(), now));
      if (several) {
        cells.add(image.host().orElse(""));
      }
      cells.add(image.exists() ? image.path() : image.path() + " (gone)");
      table.row(cells.toArray());
    }
    return table;
  }

  private Stream<ImageEntry> chosen(List<ImageEntry> all) {
    List<ImageEntry> fitting = all.stream().filter(filter::lets).toList();
    return latest ? ImageChoice.newestOfEach(fitting) : fitting.stream();
  }
}
