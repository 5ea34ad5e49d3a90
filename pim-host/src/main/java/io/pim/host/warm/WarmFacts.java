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
 * The facts about a warm checkpoint. They are written after it, so a warm checkpoint without facts
 * is incomplete.
 *
 * @param setting the conditions under which it may be loaded
 * @param qemu the version of the QEMU that saved it
 * @param hostKey the guest's SSH host key, as {@link io.pim.tools.ssh.HostKeyPin#line()} has it
 * @param length of the file, in bytes
 * @param sha256 the file's digest
 * @param stoodStillMillis how long the guest was paused to save it, in milliseconds
 */
record WarmFacts(
    Setting setting,
    String qemu,
    String hostKey,
    long length,
    Sha256 sha256,
    Instant made,
    long stoodStillMillis) {

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
