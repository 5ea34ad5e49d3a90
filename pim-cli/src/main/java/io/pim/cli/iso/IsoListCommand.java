package io.pim.cli.iso;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.Table;
import io.pim.cli.plan.ChecksumLists;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import io.pim.host.iso.IsoStore;
import io.pim.model.iso.IsoCatalog;
import io.pim.model.iso.IsoEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pim iso list}. */
@Command(
    name = "list",
    header = "List the ISO catalog, and which ISOs are downloaded.",
    description = {
      "",
      "A build downloads and verifies its ISO itself. SIGNATURE shows whether the signature of "
          + "the checksum list is checked; it is not checked if the entry names no keyring.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim iso list",
      "  pim iso list -o json | jq '.[] | select(.state == \"verified\")'"
    })
final class IsoListCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private OutputOption output;

  IsoListCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    IsoStore store = new IsoStore(context.folders().isos());
    ChecksumLists digests = new ChecksumLists(context.folders().isos(), context.environment());
    List<IsoView> isos = new ArrayList<>();
    for (IsoEntry entry : IsoSelection.of(context, Optional.empty()).all()) {
      isos.add(IsoView.of(entry, digests, store));
    }
    if (output.isJson()) {
      JsonOutput.print(context.terminal().out(), isos);
    } else if (isos.isEmpty()) {
      context.terminal().err().println("no ISOs; PIM looks for them in " + IsoCatalog.FOLDER);
    } else {
      Table table = new Table("ISO", "ARCH", "STATE", "SIZE", "SIGNATURE", "FROM");
      for (IsoView iso : isos) {
        table.row(
            iso.key(),
            iso.architecture(),
            iso.stateText(),
            iso.size().map(ForPeople::size).orElse(""),
            iso.signature().word(),
            iso.urls().get(0));
      }
      table.print(context.terminal());
    }
    return ExitStatus.DONE;
  }
}
