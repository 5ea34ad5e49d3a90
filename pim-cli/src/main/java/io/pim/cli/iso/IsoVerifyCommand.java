package io.pim.cli.iso;

import io.pim.cli.output.ErrorPrinter;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.Table;
import io.pim.cli.plan.ChecksumLists;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.Complaints;
import io.pim.cli.shell.DownloadView;
import io.pim.cli.shell.OutputOption;
import io.pim.host.iso.IsoFetcher;
import io.pim.host.iso.IsoState;
import io.pim.host.iso.IsoStore;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.iso.IsoEntry;
import io.pim.model.plan.IsoSource;
import io.pim.model.unit.Digest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code pim iso verify}. */
@Command(
    name = "verify",
    header = "Read downloaded ISOs again and compare their digests with the catalog.",
    description = "An ISO with a wrong digest is set aside, and the exit status is 1.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim iso verify                      all downloaded ISOs",
      "  pim iso verify 'debian-13*' -o json"
    })
final class IsoVerifyCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(
      paramLabel = "KEY|PATTERN",
      arity = "0..*",
      description = "Keys of the catalog; * stands for any text. Default: all downloaded ones.")
  private List<String> patterns = List.of();

  @Mixin private OutputOption output;

  IsoVerifyCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    Path folder = context.folders().isos();
    IsoStore store = new IsoStore(folder);
    ChecksumLists digests = new ChecksumLists(folder, context.environment());
    IsoSelection selection = IsoSelection.of(context, Optional.empty());
    List<IsoEntry> entries = patterns.isEmpty() ? selection.all() : selection.named(patterns);
    List<IsoView> seen = new ArrayList<>();
    int status = ExitStatus.DONE;
    for (IsoEntry entry : entries) {
      IsoState before = store.status(entry.fileName(), Optional.empty()).state();
      boolean there = before == IsoState.VERIFIED || before == IsoState.DOWNLOADED;
      if (there && !isRight(entry, digests, folder)) {
        status = ExitStatus.FAILED;
      }
      if (there || !patterns.isEmpty()) {
        IsoView view = IsoView.of(entry, digests, store);
        status = view.state() == IsoState.VERIFIED ? status : ExitStatus.FAILED;
        seen.add(view);
      }
    }
    print(seen);
    return status;
  }

  private boolean isRight(IsoEntry entry, ChecksumLists digests, Path folder)
      throws InterruptedException {
    Digest digest = digests.of(entry);
    // No URLs, so that nothing is downloaded if the file disappears just now.
    IsoSource source = new IsoSource(entry.key(), entry.fileName(), List.of(), digest);
    DownloadView view = new DownloadView(context.terminal(), output.isJson());
    new ListAge(digests, context.clock()).of(entry).ifPresent(age -> view.remark(entry.key(), age));
    try {
      new IsoFetcher(folder, context.environment()).verifyAgain(source, view.of(entry.key()));
      view.ended(entry.key(), "verified");
      return true;
    } catch (BuildFailure e) {
      if (e.report().kind() != FailureKind.CHECKSUM_MISMATCH) {
        throw e;
      }
      view.ended(entry.key(), "wrong");
      new ErrorPrinter(context.terminal()).print(Complaints.of(e));
      return false;
    }
  }

  private void print(List<IsoView> seen) {
    if (output.isJson()) {
      JsonOutput.print(context.out(), seen);
    } else if (seen.isEmpty()) {
      context.err().println("no ISO of the catalog is downloaded; pim iso download KEY");
    } else {
      Table table = new Table("ISO", "STATE", "DIGEST", "FILE");
      seen.forEach(
          iso ->
              table.row(
                  iso.key(),
                  iso.stateText(),
                  iso.checksum().map(d -> d.algorithm() + ":" + d.abbreviated()).orElse(""),
                  iso.path()));
      table.print(context.out());
    }
  }
}
