package io.pim.activities.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.model.json.Json;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * An image's size and modification time when its digest was last right: PIM does not read a file
 * again while neither has changed.
 */
record SeenImage(long size, long modifiedMillis, Sha256 sha256) {

  static SeenImage of(Path image, Sha256 sha256) throws IOException {
    return new SeenImage(Files.size(image), Files.getLastModifiedTime(image).toMillis(), sha256);
  }

  /** Whether an image exists with the right digest. Reads the file only if it has changed. */
  static boolean matches(Path image, Path seenFile, Sha256 wanted, LongConsumer progress)
      throws IOException {
    if (!Files.isRegularFile(image)) {
      return false;
    }
    SeenImage now = of(image, wanted);
    if (now.equals(read(seenFile))) {
      return true;
    }
    if (!Sha256.ofFile(image, progress).equals(wanted)) {
      return false;
    }
    Json.write(seenFile, now);
    return true;
  }

  /** The stored facts; null if they cannot be read, so that the image itself is read. */
  private static SeenImage read(Path seenFile) throws IOException {
    try {
      return Json.read(seenFile, SeenImage.class);
    } catch (NoSuchFileException | JsonProcessingException e) {
      return null;
    }
  }
}
