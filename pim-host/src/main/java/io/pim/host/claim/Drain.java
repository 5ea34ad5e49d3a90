package io.pim.host.claim;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.model.files.PimFolders;
import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether this host accepts no new builds. A file says so, because a worker must know it before it
 * asks for the first build, and because several workers of one host must agree.
 */
final class Drain {
  private final Path file;

  Drain(PimFolders folders) {
    this.file = folders.drained();
  }

  /** The content of the file. Even a damaged file means that the host is drained. */
  record Order(Instant since) {}

  boolean isOn() {
    return Files.exists(file);
  }

  /** The time of the order to drain; empty if the host is not drained. */
  Optional<Instant> since() throws IOException {
    try {
      return Optional.of(Json.read(file, Order.class).since());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.of(Files.getLastModifiedTime(file).toInstant());
    }
  }

  /** A second order to drain changes nothing. */
  void on(Instant now) throws IOException {
    if (!isOn()) {
      Json.write(file, new Order(now));
    }
  }

  void off() throws IOException {
    Files.deleteIfExists(file);
  }
}
