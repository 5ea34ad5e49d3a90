package io.pim.cli.iso;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.DownloadView;
import io.pim.cli.shell.EndOnSignal;
import io.pim.cli.shell.ParallelDownloads;
import io.pim.cli.shell.SignatureNote;
import io.pim.host.iso.IsoState;
import io.pim.host.iso.IsoStore;
import io.pim.model.iso.IsoEntry;
import io.pim.model.unit.Architecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pim iso download}. */
@Command(
    name = "download",
    header = "Download and verify ISOs of the catalog.",
    description = {
      "",
      "A build downloads its ISO itself; use this to do so in advance. Interrupted downloads "
          + "are resumed. An ISO whose digest differs from the catalog's is set aside and never "
          + "used. Prints the paths of the ISOs.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim iso download debian-13.1.0-amd64-netinst",
      "  pim iso download 'debian-13*' --arch arm64",
      "  pim iso download --all --parallel 4",
      "  pim iso download debian-13.1.0-amd64-netinst --from ~/Downloads/debian.iso"
    })
final class IsoDownloadCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(
      paramLabel = "KEY|PATTERN",
      arity = "0..*",
      description = "Keys of the catalog; * stands for any text.")
  private List<String> patterns = List.of();

  @Option(names = "--all", description = "All ISOs of the catalog.")
  private boolean all;

  @Option(names = "--arch", paramLabel = "ARCH", description = "Only ISOs of x86_64 or arm64.")
  private Architecture architecture;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      defaultValue = "2",
      description = "The number of parallel downloads, 1 to 16. Default: 2.")
  private ParallelDownloads parallel;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "Use this file instead of downloading, if its digest is right.")
  private Path from;

  IsoDownloadCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    if (patterns.isEmpty() != all) {
      throw usage("Name ISOs, or give --all.");
    }
    IsoSelection selection = IsoSelection.of(context, Optional.ofNullable(architecture));
    List<IsoEntry> entries = all ? selection.all() : selection.named(patterns);
    Optional<Path> file = Optional.ofNullable(from).map(context.folders().project()::resolve);
    if (file.isPresent() && (entries.size() != 1 || !Files.isRegularFile(file.get()))) {
      throw usage("--from requires exactly one ISO and an existing file.");
    }
    IsoDownloads downloads =
        new IsoDownloads(
            context, file, new DownloadView(context.terminal(), context.terminal().isQuiet()));
    if (!context.terminal().isQuiet()) {
      SignatureNote.print(notVerified(entries), context);
    }
    return EndOnSignal.around(() -> downloads.run(entries, parallel.count()));
  }

  /**
   * The ISOs still to be downloaded. Nothing is fetched for the others, so no signature is checked
   * for them.
   */
  private List<IsoEntry> notVerified(List<IsoEntry> entries) throws IOException {
    IsoStore store = new IsoStore(context.folders().isos());
    List<IsoEntry> found = new ArrayList<>();
    for (IsoEntry entry : entries) {
      if (store.status(entry.fileName(), Optional.empty()).state() != IsoState.VERIFIED) {
        found.add(entry);
      }
    }
    return found;
  }

  private static RuntimeException usage(String what) {
    return Complaint.of(ExitStatus.USAGE, what).advise("See: pim iso download --help").failure();
  }
}
