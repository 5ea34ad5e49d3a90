package io.pim.host.claim;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * The file that records that a build has a VM slot.
 *
 * @param service the service of the build; empty in files of an older PIM
 * @param mark new for each claim, so that a new claim of the same build can be distinguished from
 *     an earlier one
 */
public record Claim(Optional<BuildService> service, String mark) {
  static Claim of(BuildService service) {
    return new Claim(Optional.of(service), UUID.randomUUID().toString());
  }

  /** The claim in a file; empty without a file. */
  static Optional<Claim> read(Path file) throws IOException {
    try {
      return Optional.of(Json.read(file, Claim.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.of(ofOlderPim(file));
    }
  }

  /** Older claims contained only the service, and before that nothing. */
  private static Claim ofOlderPim(Path file) throws IOException {
    try {
      return new Claim(Optional.of(Json.read(file, BuildService.class)), "");
    } catch (JsonProcessingException | NoSuchFileException e) {
      return new Claim(Optional.empty(), "");
    }
  }
}
