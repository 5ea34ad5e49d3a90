package io.pim.cli.config;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.ConfigLine;
import io.pim.cli.shell.OutputOption;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Settings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pim config show}. */
@Command(
    name = "show",
    header = "Show the runtime settings (pim.yml) and the origin of each.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim config show",
      "  pim config show -o json | jq '.[] | select(.file != \"default\")'"
    })
final class ConfigShowCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private OutputOption output;

  ConfigShowCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    List<ConfigLine> lines =
        ConfigLine.of(Settings.read(ConfigFolders.of(context.folders())).tree());
    if (output.isJson()) {
      JsonOutput.print(context.terminal().out(), lines);
    } else {
      ConfigLine.print(context.terminal(), lines);
    }
    return ExitStatus.DONE;
  }
}
