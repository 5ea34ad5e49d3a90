package io.pim.host.vm;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The image below a machine's disk, as it was when the disk was made. On other bytes the overlay
 * would be a corrupt disk, and QEMU would not notice.
 *
 * @param name the registry's name, or the file's
 * @param path absolute
 * @param sha256 of the file, if the registry had it
 */
public record BaseImage(
    String name, Path path, long size, Instant modified, Optional<Sha256> sha256) {

  /** The image in its present state. */
  static BaseImage of(String name, Path path, Optional<Sha256> sha256) throws IOException {
    return new BaseImage(
        name, path, Files.size(path), Files.getLastModifiedTime(path).toInstant(), sha256);
  }

  /**
   * Checks that the image is the one on which the disk was made. The file is read completely only
   * if its time has changed.
   *
   * @throws BuildFailure HOST_SETUP when it is missing or another one
   */
  void requireUnchanged(String machine) {
    try {
      if (Files.notExists(path)) {
        throw refused("the image of " + machine + " is missing", "there is no such file", machine);
      }
      if (Files.size(path) != size) {
        throw changed("it had " + size + " bytes, and has " + Files.size(path), machine);
      }
      if (!Files.getLastModifiedTime(path).toInstant().equals(modified) && !isSameByDigest()) {
        throw changed("it was written to at " + Files.getLastModifiedTime(path), machine);
      }
    } catch (IOException e) {
      throw refused(
          "the image of " + machine + " cannot be read", String.valueOf(e.getMessage()), machine);
    }
  }

  private boolean isSameByDigest() throws IOException {
    return sha256.isPresent() && Sha256.ofFile(path).equals(sha256.get());
  }

  private BuildFailure changed(String why, String machine) {
    return refused(
        "the image under " + machine + " has changed since the machine was made", why, machine);
  }

  private BuildFailure refused(String what, String why, String machine) {
    return BuildFailure.of(FailureKind.HOST_SETUP, what)
        .where(path)
        .why(why + "; the machine's disk holds only what differs from it")
        .todo("put the image back as it was, or make the machine again: pim vm rm " + machine)
        .build();
  }
}
