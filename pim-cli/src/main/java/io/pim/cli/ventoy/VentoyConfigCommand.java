package io.pim.cli.ventoy;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.ConfigLine;
import io.pim.cli.shell.OutputOption;
import io.pim.host.ventoy.VentoyRelease;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.DefaultSettings;
import io.pim.model.config.Settings;
import io.pim.model.config.VentoySettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pim ventoy config}. */
@Command(
    name = "config",
    header = "Show the settings for Ventoy (ventoy: in pim.yml) and the origin of each.",
    footerHeading = "%nExamples:%n",
    footer = {"  pim ventoy config", "  pim ventoy config -o json"})
final class VentoyConfigCommand implements Callable<Integer> {
  private static final String SECTION = "ventoy.";

  private final CliContext context;
  @Mixin private OutputOption output;

  VentoyConfigCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Settings settings = Settings.read(ConfigFolders.of(context.folders()));
    List<ConfigLine> lines =
        new ArrayList<>(
            ConfigLine.of(settings.tree()).stream()
                .filter(line -> line.path().startsWith(SECTION))
                .toList());
    addDefaults(settings.ventoy(), lines);
    if (output.isJson()) {
      JsonOutput.print(context.out(), lines);
    } else {
      ConfigLine.print(context.terminal(), lines);
    }
    return ExitStatus.DONE;
  }

  /** Adds settings that follow from the version, unless the file sets them. */
  private void addDefaults(VentoySettings ventoy, List<ConfigLine> lines) {
    Optional<String> file =
        ventoy.file().or(() -> ventoy.version().map(VentoyRelease::usualFileName));
    addDefault("dir", ventoy.dir(), Optional.of(context.folders().ventoy().toString()), lines);
    addDefault("file", ventoy.file(), file, lines);
    addDefault(
        "url",
        ventoy.url(),
        ventoy.version().flatMap(v -> file.map(f -> VentoyRelease.usualUrl(v, f))),
        lines);
  }

  private static void addDefault(
      String name, Optional<String> written, Optional<String> usual, List<ConfigLine> lines) {
    if (written.isEmpty()) {
      usual.ifPresent(
          value -> lines.add(new ConfigLine(SECTION + name, value, DefaultSettings.SHOWN, 0)));
    }
  }
}
