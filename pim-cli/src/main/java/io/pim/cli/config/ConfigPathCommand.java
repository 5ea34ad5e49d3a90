package io.pim.cli.config;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.Table;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import io.pim.model.files.PimFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pim config path}. */
@Command(
    name = "path",
    header = "Show which folders PIM uses.",
    description = "Configuration in the project folder takes precedence over the global one.",
    footerHeading = "%nExamples:%n",
    footer = {"  pim config path", "  XDG_CONFIG_HOME=/etc/xdg pim config path -o json"})
final class ConfigPathCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private OutputOption output;

  ConfigPathCommand(CliContext context) {
    this.context = context;
  }

  /** A folder or file; the JSON of {@code pim config path -o json} is a list of these. */
  record Place(String use, String path, boolean exists) {
    static Place of(String use, Path path) {
      return new Place(use, path.toString(), Files.exists(path));
    }
  }

  @Override
  public Integer call() {
    List<Place> places = places(context.folders());
    if (output.isJson()) {
      JsonOutput.print(context.terminal().out(), places);
      return ExitStatus.DONE;
    }
    Table table = new Table("USE", "PATH", "THERE");
    places.forEach(place -> table.row(place.use(), place.path(), place.exists() ? "yes" : "no"));
    table.print(context.terminal().out());
    return ExitStatus.DONE;
  }

  private static List<Place> places(PimFolders folders) {
    return List.of(
        Place.of("project configuration", folders.project()),
        Place.of("global configuration", folders.config()),
        Place.of("registry", folders.registry()),
        Place.of("images", folders.images()),
        Place.of("ISOs", folders.isos()),
        Place.of("layers", folders.layers()),
        Place.of("builds", folders.builds()),
        Place.of("local service", folders.service()),
        Place.of("sockets", folders.runtime()));
  }
}
