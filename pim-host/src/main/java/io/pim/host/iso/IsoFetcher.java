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
    if (Files.exists(files.iso())) {
      verify(files.iso(), files, source, progress, "the file was here already");
    } else {
      Path got = get(source, files, progress);
      verify(got, files, source, progress, "it came from its URL like this");
    }
  }

  private Path get(IsoSource source, FetchFiles files, FetchProgress progress)
      throws IOException, InterruptedException {
    FetchReport report = new FetchReport(source);
    for (String text : source.urls()) {
      UrlOutcome outcome = one(text, files, progress);
      if (outcome instanceof UrlOutcome.Got got) {
        return got.file();
      }
      report.add(text, outcome);
      if (outcome instanceof UrlOutcome.Failed failed && failed.begun()) {
        // Another URL would start from the beginning; the next try resumes this one.
        break;
      }
    }
    throw report.failure();
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

  /** Computes the digest; only a file with the right one gets the ISO's name. */
  private static void verify(
      Path file, FetchFiles files, IsoSource source, FetchProgress progress, String origin)
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
    if (!found.equals(source.digest())) {
      files.setAside(file);
      throw mismatch(files, source, found, total, origin);
    }
    if (!file.equals(files.iso())) {
      DurableFile.move(file, files.iso());
      Files.deleteIfExists(files.partFacts());
    }
    Json.write(files.verified(), VerifiedFacts.of(files.iso(), found));
  }

  private static BuildFailure mismatch(
      FetchFiles files, IsoSource source, Digest found, long bytes, String origin) {
    return BuildFailure.of(
            FailureKind.CHECKSUM_MISMATCH,
            "The ISO " + source.fileName() + " has another checksum than the catalog says")
        .where(files.mismatch())
        .why(
            "wanted "
                + source.digest()
                + ", found "
                + found
                + " ("
                + bytes
                + " bytes; "
                + origin
                + ")")
        .todo(
            "Check whether the vendor has published a new ISO: if so, fix the checksum of '"
                + source.key()
                + "' in the catalog. PIM does not use the file; it is set aside for you to look"
                + " at.")
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
