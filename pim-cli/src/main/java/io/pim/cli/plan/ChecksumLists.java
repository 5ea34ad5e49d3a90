package io.pim.cli.plan;

import io.pim.host.iso.ListSignature;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Problem;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DurableFile;
import io.pim.model.files.FetchFiles;
import io.pim.model.files.Names;
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
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds an ISO's digest: the catalog's own, or the one in the list at its {@code checksum_url}. If
 * the catalog names a signature and a keyring, the list's signature is checked. A list is fetched
 * once, so that later plans need no network; and again after a file had another digest, because
 * lists of the newest ISO change with it.
 */
public final class ChecksumLists {
  private static final Pattern WEB = Pattern.compile("(?i)^https?:");

  private final Path isos;
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
    this.isos = isos;
    this.folder = isos.resolve("checksums");
    this.fetch = new SmallFetch(() -> WebClients.of(environment));
    this.signatures = new ListSignature(Tools.of(environment), new ProcessRunner());
  }

  /**
   * The digest of an ISO.
   *
   * @throws ConfigProblems when the catalog has none, or its list lacks the file
   * @throws io.pim.model.failure.BuildFailure when the list cannot be fetched, or its signature is
   *     not good or cannot be checked
   */
  public Digest of(IsoEntry iso) {
    requireChecksum(iso);
    return isDoubtful(iso) ? again(iso) : known(iso).orElseGet(() -> listed(iso));
  }

  /**
   * The digest of an ISO by its list as it is now.
   *
   * @throws ConfigProblems as of {@link #of}
   * @throws io.pim.model.failure.BuildFailure as of {@link #of}
   */
  public Digest again(IsoEntry iso) {
    return iso.checksum().orElseGet(() -> listed(iso));
  }

  /** Whether a file with another digest was set aside after the list was fetched. */
  private boolean isDoubtful(IsoEntry iso) {
    if (iso.checksum().isPresent() || iso.checksumUrl().isEmpty()) {
      return false;
    }
    Path wrong = new FetchFiles(Names.inside(isos, iso.fileName())).mismatch();
    return isNewer(wrong, kept(iso, iso.checksumUrl().get()));
  }

  private static boolean isNewer(Path file, Path other) {
    try {
      return Files.exists(file)
          && Files.exists(other)
          && setAsideAt(file).compareTo(Files.getLastModifiedTime(other)) > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** A rename changes only this time of a file. */
  private static FileTime setAsideAt(Path file) throws IOException {
    return (FileTime) Files.getAttribute(file, "unix:ctime");
  }

  /** Forgets the list of an ISO; returns what was, or would be, removed. */
  public Optional<Path> forget(IsoEntry iso, boolean dryRun) throws IOException {
    Optional<Path> list =
        iso.checksumUrl().map(url -> kept(iso, url)).filter(file -> Files.exists(file));
    if (list.isPresent() && !dryRun) {
      Files.delete(list.get());
    }
    return list;
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
                    .flatMap(text -> known(iso, new ChecksumText(text))));
  }

  /**
   * When the kept list with an ISO's digest was fetched; empty if the catalog has the digest
   * itself, or no list that has it is kept.
   */
  public Optional<Instant> keptAt(IsoEntry iso) {
    if (iso.checksum().isPresent() || known(iso).isEmpty()) {
      return Optional.empty();
    }
    return iso.checksumUrl().flatMap(url -> modifiedAt(kept(iso, url)));
  }

  private static Optional<Instant> modifiedAt(Path file) {
    try {
      return Optional.of(Files.getLastModifiedTime(file).toInstant());
    } catch (IOException e) {
      // It was removed meanwhile.
      return Optional.empty();
    }
  }

  private static Optional<Digest> known(IsoEntry iso, ChecksumText list) {
    try {
      return list.find(names(iso));
    } catch (ChecksumText.Ambiguous e) {
      // Reported where the digest is needed.
      return Optional.empty();
    }
  }

  private Digest listed(IsoEntry iso) {
    String url = iso.checksumUrl().orElseThrow();
    ChecksumText list = new ChecksumText(fetch(iso, url));
    return find(iso, list)
        .orElseThrow(
            () ->
                problem(
                    iso,
                    "is not in its checksum list " + url,
                    "no SHA-256 or SHA-512 line there fits "
                        + String.join(" or ", names(iso))
                        + ": "
                        + list.contents()));
  }

  private static Optional<Digest> find(IsoEntry iso, ChecksumText list) {
    try {
      return list.find(names(iso));
    } catch (ChecksumText.Ambiguous e) {
      throw problem(
          iso,
          "is ambiguous in its checksum list " + iso.checksumUrl().orElse(""),
          e.getMessage() + ": set checksum to the right one");
    }
  }

  /** A list names the file as the vendor does, which is in the URLs. */
  private static List<String> names(IsoEntry iso) {
    return Stream.concat(
            iso.urls().stream().flatMap(ChecksumLists::path), Stream.of(iso.fileName()))
        .distinct()
        .toList();
  }

  private static Stream<String> path(String url) {
    try {
      return Stream.ofNullable(URI.create(url).getPath()).filter(path -> !path.isEmpty());
    } catch (IllegalArgumentException e) {
      return Stream.empty();
    }
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
      if (!WEB.matcher(url).find()) {
        throw problem(
            iso,
            "cannot download its " + what + " " + url + ": " + e.getMessage(),
            "check the URL");
      }
      throw BuildFailure.of(
              FailureKind.NETWORK, "The " + what + " of the ISO " + iso.key() + " is not available")
          .where(iso.origin())
          .why(url + ": " + e.getMessage())
          .todo(e.remedy().orElse("Check the URL and the network, or set checksum in the catalog."))
          .causedBy(e)
          .build();
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
