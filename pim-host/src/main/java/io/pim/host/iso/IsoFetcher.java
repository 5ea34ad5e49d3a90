package io.pim.host.iso;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DurableFile;
import io.pim.model.files.ExclusiveFile;
import io.pim.model.files.FetchFiles;
import io.pim.model.files.Names;
import io.pim.model.json.Json;
import io.pim.model.plan.IsoSource;
import io.pim.model.unit.Digest;
import io.pim.tools.fetch.DiskSpace;
import io.pim.tools.fetch.FetchProgress;
import io.pim.tools.fetch.FetchReport;
import io.pim.tools.fetch.HttpFetch;
import io.pim.tools.fetch.LocalFetch;
import io.pim.tools.fetch.UrlOutcome;
import io.pim.tools.fetch.WebClients;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Ensures that an ISO is on this host's disk, complete and with the right digest. An interrupted
 * download is resumed.
 */
public final class IsoFetcher {
  private static final Duration STALL_LIMIT = Duration.ofSeconds(60);

  private final Path folder;
  private final Supplier<HttpClient> clients;
  private final Duration stall;

  /**
   * A fetcher into a folder.
   *
   * @param environment as from {@link System#getenv()}: it may name proxies
   */
  public IsoFetcher(Path folder, Map<String, String> environment) {
    // Made for each download: a worker that starts must not wait for a client's TLS.
    this(folder, () -> WebClients.of(environment), STALL_LIMIT);
  }

  /**
   * A fetcher with a client of the caller's.
   *
   * @param stall how long a server may be silent
   */
  public IsoFetcher(Path folder, HttpClient client, Duration stall) {
    this(folder, () -> client, stall);
  }

  private IsoFetcher(Path folder, Supplier<HttpClient> clients, Duration stall) {
    this.folder = folder;
    this.clients = clients;
    this.stall = stall;
  }

  /**
   * The verified ISO; downloads it if missing.
   *
   * @throws BuildFailure CHECKSUM_MISMATCH when the existing or downloaded file has another digest,
   *     which is then set aside; ISO_UNAVAILABLE when no URL has it; NETWORK when the download
   *     failed for now; DISK_FULL; HOST_SETUP when the folder cannot be used
   */
  public Path fetch(IsoSource source, FetchProgress progress) throws InterruptedException {
    FetchFiles files = new FetchFiles(Names.inside(folder, source.fileName()));
    return VerifiedFacts.confirm(files.verified(), files.iso(), source.digest())
        ? files.iso()
        : locked(source, files, progress);
  }

  /**
   * As {@link #fetch}, but always computes the digest of an existing file again.
   *
   * @throws BuildFailure as of {@link #fetch}
   */
  public Path verifyAgain(IsoSource source, FetchProgress progress) throws InterruptedException {
    FetchFiles files = new FetchFiles(Names.inside(folder, source.fileName()));
    try {
      Files.deleteIfExists(files.verified());
    } catch (IOException e) {
      throw unusable(e);
    }
    return locked(source, files, progress);
  }

  private Path locked(IsoSource source, FetchFiles files, FetchProgress progress)
      throws InterruptedException {
    try {
      ExclusiveFile.Hold lock =
          new ExclusiveFile(files.lock()).hold(() -> progress.at(FetchProgress.Phase.WAIT, 0, -1));
      try {
        fetchLocked(source, files, progress);
      } finally {
        lock.close();
      }
      return files.iso();
    } catch (ClosedByInterruptException e) {
      // File access ends like this when the thread is interrupted.
      Thread.interrupted();
      throw (InterruptedException) new InterruptedException("interrupted").initCause(e);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private void fetchLocked(IsoSource source, FetchFiles files, FetchProgress progress)
      throws IOException, InterruptedException {
    if (VerifiedFacts.confirm(files.verified(), files.iso(), source.digest())) {
      return;
    }
    if (Files.exists(files.iso()) && VerifiedFacts.areOf(files.verified(), files.iso())) {
      // It was right, but the catalog or its list has named a newer one since.
      files.setAside(files.iso());
    }
    if (Files.exists(files.iso())) {
      Digest found = digest(files.iso(), source, progress);
      if (!found.equals(source.digest())) {
        files.setAside(files.iso());
        throw mismatch(files, source, found);
      }
      keep(files.iso(), files, found);
    } else if (!wasSetAside(source, files, progress)) {
      download(source, files, progress);
    }
  }

  /** Whether the file that was set aside for another checksum is the wanted one now. */
  private static boolean wasSetAside(IsoSource source, FetchFiles files, FetchProgress progress)
      throws IOException, InterruptedException {
    if (!Files.isRegularFile(files.mismatch())) {
      return false;
    }
    Digest found = digest(files.mismatch(), source, progress);
    if (!found.equals(source.digest())) {
      return false;
    }
    keep(files.mismatch(), files, found);
    return true;
  }

  private void download(IsoSource source, FetchFiles files, FetchProgress progress)
      throws IOException, InterruptedException {
    FetchReport report = new FetchReport(source);
    for (String text : source.urls()) {
      UrlOutcome outcome = one(text, files, progress);
      if (outcome instanceof UrlOutcome.Got got) {
        outcome = verified(got, text, source, files, progress);
      }
      if (outcome instanceof UrlOutcome.Got) {
        report.lines().forEach(progress::passedOver);
        return;
      }
      report.add(text, outcome);
      if (outcome instanceof UrlOutcome.Failed failed && failed.begun()) {
        // Another URL would start from the beginning; the next try resumes this one.
        break;
      }
    }
    throw report.failure(files.mismatch());
  }

  /**
   * Gives the file the ISO's name if its digest is right; another URL may have the right one if
   * not. A resumed file may consist of parts of two files, so it is fetched once more from its
   * start.
   */
  private UrlOutcome verified(
      UrlOutcome.Got got, String text, IsoSource source, FetchFiles files, FetchProgress progress)
      throws IOException, InterruptedException {
    long bytes = Files.size(got.file());
    Digest found = digest(got.file(), source, progress);
    if (found.equals(source.digest())) {
      keep(got.file(), files, found);
      return got;
    }
    files.setAside(got.file());
    if (got.resumed()) {
      UrlOutcome again = one(text, files, progress);
      return again instanceof UrlOutcome.Got whole
          ? verified(new UrlOutcome.Got(whole.file(), false), text, source, files, progress)
          : again;
    }
    return new UrlOutcome.Wrong("found " + found + " (" + bytes + " bytes)");
  }

  private UrlOutcome one(String text, FetchFiles files, FetchProgress progress)
      throws IOException, InterruptedException {
    URI url;
    try {
      url = URI.create(text);
    } catch (IllegalArgumentException e) {
      return new UrlOutcome.Gone("not a URL");
    }
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "file" -> new LocalFetch(files, progress).get(url);
      case "http", "https" ->
          url.getHost() == null
              ? new UrlOutcome.Gone("a URL without a host")
              : new HttpFetch(clients.get(), files, progress, stall).get(url);
      default -> new UrlOutcome.Gone("PIM fetches http, https and file URLs only");
    };
  }

  private static Digest digest(Path file, IsoSource source, FetchProgress progress)
      throws IOException, InterruptedException {
    long total = Files.size(file);
    Digest found =
        source
            .digest()
            .algorithm()
            .ofFile(file, done -> progress.at(FetchProgress.Phase.VERIFY, done, total));
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while verifying " + file);
    }
    return found;
  }

  /** Only a file with the right digest gets the ISO's name. */
  private static void keep(Path file, FetchFiles files, Digest found) throws IOException {
    if (!file.equals(files.iso())) {
      DurableFile.move(file, files.iso());
      Files.deleteIfExists(files.partFacts());
    }
    Files.deleteIfExists(files.mismatch());
    Json.write(files.verified(), VerifiedFacts.of(files.iso(), found));
  }

  private static BuildFailure mismatch(FetchFiles files, IsoSource source, Digest found)
      throws IOException {
    return BuildFailure.of(
            FailureKind.CHECKSUM_MISMATCH,
            "The ISO " + source.fileName() + " has a different checksum than the catalog says")
        .where(files.mismatch())
        .why(
            "wanted "
                + source.digest()
                + ", found "
                + found
                + " ("
                + Files.size(files.mismatch())
                + " bytes; the file was here already)")
        .todo(FetchReport.mismatchRemedy(source.key()))
        .build();
  }

  private BuildFailure unusable(IOException e) {
    if (DiskSpace.isFull(e)) {
      return DiskSpace.full(folder, String.valueOf(e.getMessage()), e);
    }
    return BuildFailure.of(FailureKind.HOST_SETUP, "PIM cannot use its folder for ISOs")
        .where(folder)
        .why(e.getClass().getSimpleName() + ": " + e.getMessage())
        .todo("Check that the folder exists on a disk that works, and that you may write to it.")
        .causedBy(e)
        .build();
  }
}
