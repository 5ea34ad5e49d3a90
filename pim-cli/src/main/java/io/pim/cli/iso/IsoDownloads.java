package io.pim.cli.iso;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ErrorPrinter;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.plan.ChecksumLists;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.Complaints;
import io.pim.cli.shell.DownloadView;
import io.pim.host.iso.IsoFetcher;
import io.pim.host.iso.IsoStore;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.iso.IsoEntry;
import io.pim.model.plan.IsoSource;
import io.pim.model.unit.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Downloads ISOs in parallel; the failure of one does not stop the others. */
final class IsoDownloads {
  private final CliContext context;
  private final Optional<Path> from;
  private final DownloadView view;
  private final IsoFetcher fetcher;
  private final IsoStore store;
  private final ChecksumLists digests;

  /**
   * Prepares downloads.
   *
   * @param from a local file to use instead of the URLs
   */
  IsoDownloads(CliContext context, Optional<Path> from, DownloadView view) {
    this.context = context;
    this.from = from;
    this.view = view;
    Path isos = context.folders().isos();
    this.fetcher = new IsoFetcher(isos, context.environment());
    this.store = new IsoStore(isos);
    this.digests = new ChecksumLists(isos, context.environment());
  }

  /** Downloads all; returns the worst exit status. */
  int run(List<IsoEntry> entries, int parallel) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(parallel);
    try {
      List<Future<Path>> results = new ArrayList<>();
      entries.forEach(entry -> results.add(threads.submit(() -> one(entry))));
      List<Complaint> complaints = new ArrayList<>();
      for (Future<Path> result : results) {
        try {
          Path path = result.get();
          context.out().println(path);
        } catch (ExecutionException e) {
          complaints.add(Complaints.of(e.getCause()));
        }
      }
      complaints.forEach(new ErrorPrinter(context.terminal())::print);
      return complaints.stream().mapToInt(Complaint::exitStatus).max().orElse(ExitStatus.DONE);
    } finally {
      threads.shutdownNow();
    }
  }

  private Path one(IsoEntry entry) throws Exception {
    try {
      List<String> urls =
          from.map(file -> List.of(file.toAbsolutePath().toUri().toString())).orElse(entry.urls());
      Digest digest = digests.of(entry);
      new ListAge(digests, context.clock())
          .of(entry)
          .ifPresent(age -> view.remark(entry.key(), age));
      Path iso = fetch(entry, urls, digest);
      view.ended(entry.key(), "verified");
      return iso;
    } catch (Exception e) {
      view.ended(entry.key(), "failed");
      throw e;
    }
  }

  /** A wrong file may be right by the newest list: the vendor changes both, one after the other. */
  private Path fetch(IsoEntry entry, List<String> urls, Digest digest)
      throws InterruptedException, IOException {
    try {
      return fetch(new IsoSource(entry.key(), entry.fileName(), urls, digest));
    } catch (BuildFailure e) {
      boolean isListed = entry.checksum().isEmpty() && entry.checksumUrl().isPresent();
      if (!isListed || e.report().kind() != FailureKind.CHECKSUM_MISMATCH) {
        throw e;
      }
      Digest now = digests.again(entry);
      if (now.equals(digest)) {
        throw Complaint.of(ExitStatus.FAILED, e.report().what() + ".")
            .at(e.report().where())
            .because(
                List.of(
                    e.report().why(),
                    "the list "
                        + entry.checksumUrl().get()
                        + ", downloaded again now, has the "
                        + "same checksum"))
            .advise(e.report().todo())
            .failure(e);
      }
      return fetch(new IsoSource(entry.key(), entry.fileName(), urls, now));
    }
  }

  /**
   * Retries as long as each attempt makes progress. In a build Temporal retries; here nothing else
   * does.
   */
  private Path fetch(IsoSource source) throws InterruptedException, IOException {
    while (true) {
      long before = have(source);
      try {
        return fetcher.fetch(source, view.of(source.key()));
      } catch (BuildFailure e) {
        if (e.report().kind() != FailureKind.NETWORK) {
          throw e;
        }
        if (have(source) <= before) {
          throw Complaint.of(ExitStatus.FAILED, e.report().what())
              .at(e.report().where())
              .because(e.report().why())
              .advise(
                  "Check the URLs and the network, and run the command again: it resumes the "
                      + "download.")
              .failure(e);
        }
      }
    }
  }

  private long have(IsoSource source) throws IOException {
    return store.status(source.fileName(), Optional.of(source.digest())).bytes().orElse(0L);
  }
}
