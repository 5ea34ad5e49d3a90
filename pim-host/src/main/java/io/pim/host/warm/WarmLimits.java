package io.pim.host.warm;

import io.pim.host.layer.LayerInventory;
import io.pim.host.layer.LayerPlace;
import io.pim.model.config.WarmSettings;
import io.pim.model.files.Listing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Limits the number, total size and age of warm checkpoints. */
final class WarmLimits {
  /** A warm checkpoint that is older than this and has no facts was left by a killed worker. */
  private static final Duration ABANDONED = Duration.ofMinutes(10);

  private final Path layers;
  private final WarmSettings settings;
  private final Clock clock;

  WarmLimits(Path layers, WarmSettings settings, Clock clock) {
    this.layers = layers;
    this.settings = settings;
    this.clock = clock;
  }

  /** A complete warm checkpoint, and the time of its last use. */
  private record Kept(LayerPlace place, WarmFacts facts, Instant used) {}

  /**
   * Removes warm checkpoints that are too old, and the least recently used ones above the limits.
   */
  void hold() throws IOException {
    Instant now = clock.instant();
    List<Kept> all = new ArrayList<>();
    for (LayerPlace place : LayerInventory.withMemory(layers)) {
      Optional<WarmFacts> facts = WarmFacts.read(place);
      if (facts.isPresent()) {
        all.add(new Kept(place, facts.get(), Listing.modified(place.memoryFacts())));
      } else if (Listing.modified(place.memory()).isBefore(now.minus(ABANDONED))) {
        WarmStates.remove(place);
      }
    }
    all.sort(Comparator.comparing(Kept::used).reversed());
    int count = 0;
    long bytes = 0;
    for (Kept kept : all) {
      count++;
      bytes += kept.facts().length();
      if (count > settings.count()
          || bytes > settings.limit().bytes()
          || kept.facts().made().isBefore(now.minus(settings.age()))) {
        WarmStates.remove(kept.place());
      }
    }
  }
}
