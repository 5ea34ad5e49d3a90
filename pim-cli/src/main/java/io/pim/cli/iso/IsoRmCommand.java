package io.pim.cli.iso;

import io.pim.cli.edit.IsoEntryFile;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.SafeText;
import io.pim.cli.plan.ChecksumLists;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import io.pim.host.iso.IsoRemoval;
import io.pim.host.iso.IsoStore;
import io.pim.model.config.ConfigFolders;
import io.pim.model.iso.IsoEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pim iso rm}. */
@Command(
    name = "rm",
    aliases = "remove",
    header = "Remove downloaded ISOs; their catalog entries stay.",
    description = {
      "",
      "Partial downloads and files set aside are removed as well. Nothing is removed while an "
          + "unfinished build on this host installs from one of them. The list at checksum_url is "
          + "removed, too, and downloaded again when needed. With --entry, catalog entries are "
          + "removed as well, if each has its own file.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim iso rm 'debian-12*' --dry-run",
      "  pim iso rm 'debian-12*'",
      "  pim iso rm mine --entry               its file in isos.d, too"
    })
final class IsoRmCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(
      paramLabel = "KEY|PATTERN",
      arity = "1..*",
      description = "Keys of the catalog; * stands for any text.")
  private List<String> patterns;

  @Option(names = "--entry", description = "Also remove its file from the catalog.")
  private boolean entryToo;

  @Option(names = "--dry-run", description = "Show what would be removed; remove nothing.")
  private boolean dryRun;

  @Mixin private OutputOption output;

  IsoRmCommand(CliContext context) {
    this.context = context;
  }

  /** The JSON of {@code pim iso rm -o json}; {@code freed} in bytes. */
  public record Shown(boolean dryRun, List<Removed> isos, long freed) {}

  /** One removed ISO; {@code entry} is the file of the catalog. */
  record Removed(String key, List<String> files, Optional<String> entry, long freed) {}

  @Override
  public Integer call() throws Exception {
    List<IsoEntry> entries = IsoSelection.of(context, Optional.empty()).named(patterns);
    refuseInUse(entries);
    List<Optional<Path>> catalogFiles = new ArrayList<>();
    for (IsoEntry entry : entries) {
      catalogFiles.add(entryToo ? Optional.of(ownFile(entry)) : Optional.empty());
    }
    List<Removed> removed = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      removed.add(remove(entries.get(i), catalogFiles.get(i)));
    }
    print(new Shown(dryRun, removed, removed.stream().mapToLong(Removed::freed).sum()));
    return ExitStatus.DONE;
  }

  private void refuseInUse(List<IsoEntry> entries) throws IOException {
    List<String> inUse = context.host().isoFilesInUse();
    for (IsoEntry entry : entries) {
      if (inUse.contains(entry.fileName())) {
        throw refusal(entry, "a build on this host that has not ended installs from it");
      }
    }
  }

  private Path ownFile(IsoEntry entry) {
    ConfigFolders folders = ConfigFolders.of(context.folders());
    return IsoEntryFile.ofOnly(folders, entry)
        .orElseThrow(
            () ->
                Complaint.of(
                        ExitStatus.USAGE,
                        "The file of " + entry.key() + " has more than this entry.")
                    .at(entry.origin())
                    .because("nothing was removed")
                    .advise(
                        "Remove the entry in an editor, and the ISO with pim iso rm "
                            + "without --entry.")
                    .failure());
  }

  private Removed remove(IsoEntry entry, Optional<Path> catalogFile) throws IOException {
    IsoRemoval removal =
        new IsoStore(context.folders().isos())
            .remove(entry.fileName(), dryRun)
            .orElseThrow(() -> refusal(entry, "it is being downloaded"));
    if (catalogFile.isPresent() && !dryRun) {
      Files.delete(catalogFile.get());
    }
    Optional<Path> list =
        new ChecksumLists(context.folders().isos(), context.environment()).forget(entry, dryRun);
    return new Removed(
        entry.key(),
        Stream.concat(removal.files().stream(), list.stream()).map(Path::toString).toList(),
        catalogFile.map(Path::toString),
        removal.freed());
  }

  private void print(Shown shown) {
    if (output.isJson()) {
      JsonOutput.print(context.out(), shown);
      return;
    }
    List<String> gone =
        shown.isos().stream()
            .flatMap(iso -> Stream.concat(iso.files().stream(), iso.entry().stream()))
            .toList();
    gone.forEach(file -> say((dryRun ? "would remove " : "removed ") + file));
    say(
        gone.isEmpty()
            ? "nothing to remove"
            : (dryRun ? "would free " : "freed ") + ForPeople.size(shown.freed()));
  }

  private void say(String line) {
    context.out().println(SafeText.line(line));
  }

  private static RuntimeException refusal(IsoEntry entry, String why) {
    return Complaint.of(ExitStatus.FAILED, "The ISO " + entry.key() + " is in use.")
        .because(why)
        .advise("Wait for it, or end it: pim build list, pim build cancel.")
        .failure();
  }
}
