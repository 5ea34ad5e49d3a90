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
 * What was true of a layer when it was frozen, and whether it still is.
 *
 * <p>Size and time are looked at always; the digest where only the time differs, as after a cache
 * was copied or restored. So data that changes behind the file system's back, with size and time as
 * they were, is not found here; what verifies the image may find it.
 *
 * @param size of the file, in bytes
 * @param modifiedMillis its modification time, in milliseconds since 1970
 * @param sha256 its digest; empty for a layer that an older PIM has frozen
 * @param variablesSha256 the digest of the UEFI variables that go with it, where there are any
 * @param parent the layer's backing file; empty for the first one
 * @param login the private SSH key that opens the system on this disk, sealed
 */
record LayerFacts(
    long size,
    long modifiedMillis,
    Optional<Sha256> sha256,
    Optional<Sha256> variablesSha256,
    Optional<String> parent,
    Optional<SealedBlob> login) {

  /** The facts of a disk that becomes a layer; reads the whole disk. */
  static LayerFacts of(
      Path disk, Optional<Path> variables, Optional<Path> parent, Optional<SealedBlob> login)
      throws IOException {
    return new LayerFacts(
        Files.size(disk),
        Files.getLastModifiedTime(disk).toMillis(),
        Optional.of(digest(disk)),
        variables.isPresent() ? Optional.of(digest(variables.get())) : Optional.empty(),
        parent.map(Path::toString),
        login);
  }

  /** What does not change while the layer is the same: not its time, which a copy of it changes. */
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
   * Checks that the files of a layer are as they were. When only the time of the disk differs, but
   * not its digest, stores the new time, so that the next check need not read the disk.
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
        place.facts(), new LayerFacts(size, modified, sha256, variablesSha256, parent, login));
    return true;
  }

  /** Small files, so they are read as a whole. */
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
   * Ends when the step must end: a large disk takes seconds, and file reads notice no interrupt.
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
