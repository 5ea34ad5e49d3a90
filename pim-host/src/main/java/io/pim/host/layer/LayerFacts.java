package io.pim.host.layer;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.model.json.Json;
import io.pim.model.secret.SealedBlob;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The facts about a layer at the time it was frozen. {@link #confirm} checks whether they still
 * hold.
 *
 * <p>Each check compares size and time. It computes the digest only if nothing but the time
 * differs, as in a copied or restored cache. So damage that changes neither is not found here; the
 * verification of the image may find it.
 *
 * @param size of the file, in bytes
 * @param modifiedMillis its modification time, in milliseconds since 1970
 * @param sha256 its digest; empty for a layer of an older PIM
 * @param variablesSha256 the digest of the UEFI variables; empty with BIOS
 * @param parent the layer's backing file; empty for the first one
 * @param login the sealed private SSH key for the system on this disk
 * @param origin the disk as it was in the shared store, if the layer was pulled: its header named
 *     another host's files; empty for a layer of this host
 */
record LayerFacts(
    long size,
    long modifiedMillis,
    Optional<Sha256> sha256,
    Optional<Sha256> variablesSha256,
    Optional<String> parent,
    Optional<SealedBlob> login,
    Optional<LayerOrigin> origin) {

  @SuppressWarnings("OptionalAssignedToNull") // The field is missing in the JSON.
  LayerFacts {
    origin = origin == null ? Optional.empty() : origin;
  }

  /** Collects the facts of a disk that becomes a layer. Reads the whole disk. */
  static LayerFacts of(
      Path disk,
      Optional<Path> variables,
      Optional<Path> parent,
      Optional<SealedBlob> login,
      Optional<LayerOrigin> origin)
      throws IOException {
    return new LayerFacts(
        Files.size(disk),
        Files.getLastModifiedTime(disk).toMillis(),
        Optional.of(digest(disk)),
        variables.isPresent() ? Optional.of(digest(variables.get())) : Optional.empty(),
        parent.map(Path::toString),
        login,
        origin);
  }

  /** A text that identifies the disk state. It leaves out the time, which copying changes. */
  String identity() {
    return size
        + " "
        + sha256.map(Sha256::hex).orElse("")
        + " "
        + variablesSha256.map(Sha256::hex).orElse("");
  }

  /** The stored facts; empty when there are none or they are unreadable. */
  static Optional<LayerFacts> read(LayerPlace place) throws IOException {
    try {
      return place.isTaken() && !Files.isSymbolicLink(place.facts())
          ? Optional.of(Json.read(place.facts(), LayerFacts.class))
          : Optional.empty();
    } catch (NoSuchFileException | JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /**
   * Checks that the files of a layer are unchanged. If the time of the disk differs but its digest
   * does not, this stores the new time, so that the next check need not read the disk.
   */
  boolean confirm(LayerPlace place) throws IOException, InterruptedException {
    if (Files.size(place.disk()) != size || !hasVariables(place)) {
      return false;
    }
    long modified = Files.getLastModifiedTime(place.disk()).toMillis();
    if (modified == modifiedMillis) {
      return true;
    }
    if (sha256.isEmpty() || !hasDigest(place.disk(), sha256.get())) {
      return false;
    }
    Json.write(
        place.facts(),
        new LayerFacts(size, modified, sha256, variablesSha256, parent, login, origin));
    return true;
  }

  /** Always computes the digest, because the file is small. */
  private boolean hasVariables(LayerPlace place) throws IOException, InterruptedException {
    if (variablesSha256.isEmpty()) {
      return true;
    }
    return Files.isRegularFile(place.variables(), LinkOption.NOFOLLOW_LINKS)
        && hasDigest(place.variables(), variablesSha256.get());
  }

  private static boolean hasDigest(Path file, Sha256 wanted)
      throws IOException, InterruptedException {
    try {
      return digest(file).equals(wanted);
    } catch (InterruptedIOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while a layer was read");
      }
      throw e;
    }
  }

  /**
   * Checks for interrupts while it reads, because a large disk takes seconds and file reads do not
   * notice them.
   */
  private static Sha256 digest(Path file) throws IOException {
    try {
      return Sha256.ofFile(
          file,
          bytes -> {
            if (Thread.currentThread().isInterrupted()) {
              throw new UncheckedIOException(
                  new InterruptedIOException("interrupted while reading"));
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
