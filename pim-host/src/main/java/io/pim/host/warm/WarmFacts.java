package io.pim.host.warm;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.host.layer.LayerPlace;
import io.pim.model.json.Json;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a memory; written after it, so that one without facts is none.
 *
 * @param setting what must be the same where it is loaded
 * @param qemu the version of the QEMU that has written it
 * @param length of the file, in bytes
 * @param sha256 its digest
 * @param stoodStillMillis how long the guest was paused for it
 */
record WarmFacts(
    Setting setting, String qemu, long length, Sha256 sha256, Instant made, long stoodStillMillis) {

  static Optional<WarmFacts> read(LayerPlace place) throws IOException {
    try {
      return Files.isRegularFile(place.memoryFacts(), LinkOption.NOFOLLOW_LINKS)
          ? Optional.of(Json.read(place.memoryFacts(), WarmFacts.class))
          : Optional.empty();
    } catch (NoSuchFileException | JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
