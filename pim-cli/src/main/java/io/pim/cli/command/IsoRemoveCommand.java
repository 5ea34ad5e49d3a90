package io.pim.cli.command;

import io.pim.activities.iso.IsoRemoval;
import io.pim.activities.iso.IsoStore;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.ForPeople;
import io.pim.model.iso.IsoEntry;
import io.pim.worker.HostStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pim iso remove}. */
@Command(
    name = "remove",
    header = "Remove downloaded ISOs; the catalog keeps their entries.",
    description = "Parts of downloads and files that were set aside go with them.",
    footerHeading = "%nExamples:%n",
    footer = {"  pim iso remove 'debian-12*' --dry-run", "  pim iso remove 'debian-12*'"})
final class IsoRemoveCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(
      paramLabel = "KEY|PATTERN",
      arity = "1..*",
      description = "Keys of the catalog; * stands for any text.")
  private List<String> patterns;

  @Option(names = "--dry-run", description = "Show what would go; remove nothing.")
  private boolean dryRun;

  IsoRemoveCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    List<IsoEntry> entries = IsoSelection.of(context, Optional.empty()).named(patterns);
    List<String> inUse = HostStore.isoFilesInUse(context.folders());
    for (IsoEntry entry : entries) {
      if (inUse.contains(entry.fileName())) {
        throw refusal(entry, "a build on this host that has not ended installs from it").failure();
      }
    }
    IsoStore store = new IsoStore(context.folders().isos());
    long freed = 0;
    for (IsoEntry entry : entries) {
      IsoRemoval removal =
          store
              .remove(entry.fileName(), dryRun)
              .orElseThrow(() -> refusal(entry, "it is being downloaded").failure());
      removal.files().forEach(context.out()::println);
      freed += removal.freed();
    }
    context.err().println((dryRun ? "would free " : "freed ") + ForPeople.size(freed));
    return ExitStatus.DONE;
  }

  private static Complaint refusal(IsoEntry entry, String why) {
    return Complaint.of(ExitStatus.FAILED, "The ISO " + entry.key() + " is in use.")
        .because(why)
        .advise("Wait for it, or end it: pim build list, pim build cancel.");
  }
}
