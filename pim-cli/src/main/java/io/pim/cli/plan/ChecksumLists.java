package io.pim.cli.plan;

import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Problem;
import io.pim.model.iso.IsoEntry;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;

/**
 * Finds an ISO's digest: the catalog's own, else the one in the list at its {@code checksum_url}. A
 * list is fetched once, so that a plan can be made again without a network.
 */
public final class ChecksumLists {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int MOST_BYTES = 4 << 20;

  private final Path folder;

  /**
   * Lists kept under the folder of the ISOs.
   *
   * @param isos as from {@link io.pim.model.files.PimFolders#isos()}
   */
  public ChecksumLists(Path isos) {
    this.folder = isos.resolve("checksums");
  }

  /**
   * The digest of an ISO.
   *
   * @throws ConfigProblems when the catalog has none, or its list cannot be had or lacks the file
   */
  public Sha256 of(IsoEntry iso) {
    requireChecksum(iso);
    return iso.checksum().orElseGet(() -> listed(iso));
  }

  /**
   * Tells an ISO that cannot be checked; fetches nothing.
   *
   * @throws ConfigProblems when the catalog has neither a digest nor a list of them
   */
  static void requireChecksum(IsoEntry iso) {
    if (iso.checksum().isEmpty() && iso.checksumUrl().isEmpty()) {
      throw problem(
          iso, "needs a checksum or a checksum_url", "PIM uses no ISO that it cannot check");
    }
  }

  private Sha256 listed(IsoEntry iso) {
    String url = iso.checksumUrl().orElseThrow();
    Path kept = folder.resolve(Sha256.ofText(url).hex() + ".txt");
    return read(kept)
        .flatMap(text -> ChecksumText.find(text, iso.fileName()))
        .or(() -> ChecksumText.find(fetch(iso, url, kept), iso.fileName()))
        .orElseThrow(
            () ->
                problem(
                    iso,
                    "is not in its checksum list " + url,
                    "no SHA-256 line there names " + iso.fileName()));
  }

  private static Optional<String> read(Path kept) {
    try {
      return Optional.of(Files.readString(kept));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private String fetch(IsoEntry iso, String url, Path kept) {
    try {
      String text = download(URI.create(url));
      keep(kept, text);
      return text;
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw problem(
          iso,
          "cannot fetch its checksum list " + url + ": " + why,
          "check the URL and the network, or set checksum");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw problem(iso, "cannot fetch its checksum list " + url, "it was interrupted");
    }
  }

  private static String download(URI url) throws IOException, InterruptedException {
    if ("file".equalsIgnoreCase(url.getScheme())) {
      return Files.readString(Path.of(url));
    }
    HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(LIMIT)
            .build();
    HttpResponse<InputStream> response =
        client.send(
            HttpRequest.newBuilder(url).timeout(LIMIT).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw new IOException("the server answered " + response.statusCode());
      }
      return new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
    }
  }

  private static void keep(Path kept, String text) throws IOException {
    Files.createDirectories(kept.getParent());
    Path draft = Files.createTempFile(kept.getParent(), ".list", ".tmp");
    try {
      Files.writeString(draft, text);
      Files.move(draft, kept, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static ConfigProblems problem(IsoEntry iso, String rule, String advice) {
    return new ConfigProblems(Problem.at(iso.origin(), rule, "").advise(advice));
  }
}
