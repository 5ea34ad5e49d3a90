package io.pim.host.layer;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.host.layer.LayerStore.DiskCheck;
import io.pim.model.json.Json;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Tells whether a layer and all it stands on are as they were when they were frozen.
 *
 * <p>Size, time and {@code qemu-img check} are looked at always; the digest where only the time
 * differs, as after a cache was copied or restored. So data that changes behind the file system's
 * back, with size and time as they were, is not found here; what verifies the image may find it.
 */
final class LayerJudge {
  private final Path root;
  private final DiskCheck check;

  LayerJudge(Path root, DiskCheck check) {
    this.root = root;
    this.check = check;
  }

  boolean isSound(LayerPlace layer) throws IOException, InterruptedException {
    Deque<Path> chain = new ArrayDeque<>();
    Optional<LayerPlace> next = Optional.of(layer);
    while (next.isPresent()) {
      LayerPlace place = next.get();
      // A layer that is met twice stands on itself.
      if (chain.contains(place.disk())) {
        return false;
      }
      Optional<LayerFacts> facts = facts(place);
      if (facts.isEmpty() || !isAsFrozen(place, facts.get())) {
        return false;
      }
      chain.push(place.disk());
      next = facts.get().parent().flatMap(parent -> LayerPlace.at(root, parent));
      if (next.isEmpty() && facts.get().parent().isPresent()) {
        return false;
      }
    }
    // From the first one up: opening an overlay opens what is below.
    for (Path disk : chain) {
      if (!check.isSound(disk)) {
        return false;
      }
    }
    return true;
  }

  /** What was written down; empty where nothing of use is there. */
  static Optional<LayerFacts> facts(LayerPlace place) throws IOException {
    try {
      return place.isTaken() && !Files.isSymbolicLink(place.facts())
          ? Optional.of(Json.read(place.facts(), LayerFacts.class))
          : Optional.empty();
    } catch (NoSuchFileException | JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static boolean isAsFrozen(LayerPlace place, LayerFacts facts)
      throws IOException, InterruptedException {
    if (Files.size(place.disk()) != facts.size() || !hasVariables(place, facts)) {
      return false;
    }
    long modified = Files.getLastModifiedTime(place.disk()).toMillis();
    if (modified == facts.modifiedMillis()) {
      return true;
    }
    if (facts.sha256().isEmpty() || !hasDigest(place.disk(), facts.sha256().get())) {
      return false;
    }
    Json.write(place.facts(), facts.withModifiedMillis(modified));
    return true;
  }

  /** They are small, and read whole. */
  private static boolean hasVariables(LayerPlace place, LayerFacts facts)
      throws IOException, InterruptedException {
    if (facts.variablesSha256().isEmpty()) {
      return true;
    }
    return Files.isRegularFile(place.variables(), LinkOption.NOFOLLOW_LINKS)
        && hasDigest(place.variables(), facts.variablesSha256().get());
  }

  private static boolean hasDigest(Path file, Sha256 wanted)
      throws IOException, InterruptedException {
    try {
      return Sha256.ofFile(file, new UntilInterrupted()).equals(wanted);
    } catch (UncheckedIOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while a layer was read");
      }
      throw e.getCause();
    }
  }
}
