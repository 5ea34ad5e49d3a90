package io.pim.model.iso;

import io.pim.model.config.Origin;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Digest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An installer ISO of the catalog.
 *
 * @param key its key in the catalog, such as {@code debian-13.1.0-amd64-netinst}
 * @param name for people; the key if the catalog has none
 * @param urls its download addresses, tried in order; at least one
 * @param checksum the digest of the ISO, if the catalog has it
 * @param checksumUrl the address of a list of digests, such as a SHA256SUMS file
 * @param signatureUrl the detached OpenPGP signature of that list
 * @param keyring the file with the keys that may sign the list; empty to skip the check
 * @param fileName the name of its file in PIM's ISO folder; a plain name
 * @param origin its position in the catalog
 */
public record IsoEntry(
    String key,
    String name,
    List<String> urls,
    Optional<Digest> checksum,
    Optional<String> checksumUrl,
    Optional<String> signatureUrl,
    Optional<Path> keyring,
    String fileName,
    Architecture architecture,
    Origin origin) {
  public IsoEntry {
    urls = List.copyOf(urls);
  }

  /** This entry with another file in PIM's ISO folder. */
  IsoEntry in(String otherFile) {
    return new IsoEntry(
        key,
        name,
        urls,
        checksum,
        checksumUrl,
        signatureUrl,
        keyring,
        otherFile,
        architecture,
        origin);
  }

  public SignatureCheck signatureCheck() {
    if (checksum.isPresent() || checksumUrl.isEmpty() || signatureUrl.isEmpty()) {
      return SignatureCheck.NONE;
    }
    return keyring.isPresent() ? SignatureCheck.CHECKED : SignatureCheck.UNCHECKED;
  }
}
