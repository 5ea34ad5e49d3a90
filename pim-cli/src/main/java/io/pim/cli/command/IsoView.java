package io.pim.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.files.Names;
import io.pim.model.iso.IsoEntry;
import io.pim.model.json.Json;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An ISO of the catalog; the JSON of {@code pim iso list -o json}.
 *
 * @param size in bytes, of what is there; missing where nothing is
 */
record IsoView(
    String key,
    String name,
    Architecture architecture,
    State state,
    Optional<Long> size,
    String path,
    List<String> urls,
    Optional<Sha256> checksum,
    String file,
    int line) {

  /** How much of an ISO is there. */
  enum State {
    MISSING("not downloaded"),
    PARTIAL("partly downloaded"),
    DOWNLOADED("not verified yet"),
    VERIFIED("verified");

    private final String title;

    State(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  static IsoView of(IsoEntry entry, Path folder) {
    Path iso = Names.inside(folder, entry.fileName());
    Path part = iso.resolveSibling(entry.fileName() + ".part");
    State state = state(entry, iso, part);
    return new IsoView(
        entry.key(),
        entry.name(),
        entry.architecture(),
        state,
        size(state == State.PARTIAL ? part : iso),
        iso.toString(),
        entry.urls(),
        entry.checksum(),
        entry.origin().file(),
        entry.origin().line());
  }

  private static State state(IsoEntry entry, Path iso, Path part) {
    if (Files.exists(iso)) {
      return isVerified(entry, iso) ? State.VERIFIED : State.DOWNLOADED;
    }
    return Files.exists(part) ? State.PARTIAL : State.MISSING;
  }

  /** As the fetcher left it: verified with this very digest, and of the same size since. */
  private static boolean isVerified(IsoEntry entry, Path iso) {
    Path facts = iso.resolveSibling(entry.fileName() + ".verified.json");
    if (!Files.exists(facts)) {
      return false;
    }
    try {
      JsonNode verified = Json.read(facts, JsonNode.class);
      String digest = verified.path("sha256").asText();
      return verified.path("bytes").asLong() == Files.size(iso)
          && entry.checksum().map(sum -> sum.hex().equals(digest)).orElse(true);
    } catch (IOException e) {
      return false;
    }
  }

  private static Optional<Long> size(Path file) {
    try {
      return Files.exists(file) ? Optional.of(Files.size(file)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
