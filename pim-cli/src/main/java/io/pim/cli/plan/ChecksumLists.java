package io.pim.cli.plan;

import io.pim.host.iso.ListSignature;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Problem;
import io.pim.model.files.DurableFile;
import io.pim.model.iso.IsoEntry;
import io.pim.model.iso.SignatureCheck;
import io.pim.model.unit.Digest;
import io.pim.model.unit.Sha256;
import io.pim.tools.fetch.NetworkException;
import io.pim.tools.fetch.SmallFetch;
import io.pim.tools.fetch.WebClients;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Finds an ISO's digest: the catalog's own, or the one in the list at its {@code checksum_url}. If
 * the catalog names a signature and a keyring, the list's signature is checked. A list is fetched
 * once, so that later plans need no network.
 */
public final class ChecksumLists {
  private final Path folder;
  private final SmallFetch fetch;
  private final ListSignature signatures;

  /**
   * Lists that are kept in the folder of the ISOs.
   *
   * @param isos as from {@link io.pim.model.files.PimFolders#isos()}
   * @param environment as from {@link System#getenv()}: proxies, and the PATH to gpgv
   */
  public ChecksumLists(Path isos, Map<String, String> environment) {
    this.folder = isos.resolve("checksums");
    this.fetch = new SmallFetch(() -> WebClients.of(environment));
    this.signatures = new ListSignature(Tools.of(environment), new ProcessRunner());
  }

  /**
   * The digest of an ISO.
   *
   * @throws ConfigProblems when the catalog has none, or its list is not available or lacks the
   *     file
   * @throws io.pim.model.failure.BuildFailure when the list's signature is not good, or cannot be
   *     checked
   */
  public Digest of(IsoEntry iso) {
    requireChecksum(iso);
    return known(iso).orElseGet(() -> listed(iso));
  }

  /**
   * Refuses an ISO that cannot be checked; downloads nothing.
   *
   * @throws ConfigProblems when the catalog has neither a digest nor a list of digests
   */
  static void requireChecksum(IsoEntry iso) {
    if (iso.checksum().isEmpty() && iso.checksumUrl().isEmpty()) {
      throw problem(
          iso, "needs a checksum or a checksum_url", "PIM uses no ISO that it cannot check");
    }
  }

  /** The digest, if it is known without a network. */
  public Optional<Digest> known(IsoEntry iso) {
    return iso.checksum()
        .or(
            () ->
                iso.checksumUrl()
                    .flatMap(url -> read(kept(iso, url)))
                    .flatMap(text -> ChecksumText.find(text, iso.fileName())));
  }

  private Digest listed(IsoEntry iso) {
    String url = iso.checksumUrl().orElseThrow();
    return ChecksumText.find(fetch(iso, url), iso.fileName())
        .orElseThrow(
            () ->
                problem(
                    iso,
                    "is not in its checksum list " + url,
                    "no SHA-256 or SHA-512 line there names " + iso.fileName()));
  }

  /**
   * The file for a kept list. A list that was kept unchecked does not count for an entry whose
   * signature must be checked.
   */
  private Path kept(IsoEntry iso, String url) {
    String signed =
        wantedSignature(iso).map(s -> "\n" + s + "\n" + iso.keyring().orElseThrow()).orElse("");
    return folder.resolve(Sha256.ofText(url + signed).hex() + ".txt");
  }

  private static Optional<String> wantedSignature(IsoEntry iso) {
    return iso.signatureUrl().filter(url -> iso.signatureCheck() == SignatureCheck.CHECKED);
  }

  private static Optional<String> read(Path kept) {
    try {
      return Optional.of(Files.readString(kept));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private String fetch(IsoEntry iso, String url) {
    byte[] list = get(iso, "checksum list", url);
    Optional<byte[]> signature = wantedSignature(iso).map(s -> get(iso, "signature", s));
    try {
      keep(iso, url, list, signature);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(iso, url);
    }
    return new String(list, StandardCharsets.UTF_8);
  }

  private byte[] get(IsoEntry iso, String what, String url) {
    try {
      return fetch.get(URI.create(url));
    } catch (NetworkException e) {
      throw problem(
          iso,
          "cannot download its " + what + " " + url + ": " + e.getMessage(),
          "check the URL and the network, or set checksum");
    } catch (InterruptedException e) {
      throw interrupted(iso, url);
    }
  }

  private static ConfigProblems interrupted(IsoEntry iso, String url) {
    Thread.currentThread().interrupt();
    return problem(iso, "cannot download its checksum list " + url, "it was interrupted");
  }

  /** Keeps a list after its check; it gets its final name last. */
  private void keep(IsoEntry iso, String url, byte[] list, Optional<byte[]> signature)
      throws IOException, InterruptedException {
    DurableFile.makePrivateFolder(folder);
    Path draft = Files.createTempFile(folder, ".list", ".tmp");
    Path proof = Files.createTempFile(folder, ".signature", ".tmp");
    try {
      Files.write(draft, list);
      if (signature.isPresent()) {
        Files.write(proof, signature.get());
        signatures.verify(draft, proof, iso.keyring().orElseThrow(), url);
      }
      DurableFile.move(draft, kept(iso, url));
    } finally {
      Files.deleteIfExists(draft);
      Files.deleteIfExists(proof);
    }
  }

  private static ConfigProblems problem(IsoEntry iso, String rule, String advice) {
    return new ConfigProblems(Problem.at(iso.origin(), rule, "").advise(advice));
  }
}
