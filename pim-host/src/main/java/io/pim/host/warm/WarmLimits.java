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

/** How many memories may lie beside layers, how large all together, and for how long. */
final class WarmLimits {
  /** A memory without facts that is older was left by a worker that was killed. */
  private static final Duration ABANDONED = Duration.ofMinutes(10);

  private final Path layers;
  private final WarmSettings settings;
  private final Clock clock;

  WarmLimits(Path layers, WarmSettings settings, Clock clock) {
    this.layers = layers;
    this.settings = settings;
    this.clock = clock;
  }

  /** A memory that counts, and when it was last used. */
  private record Kept(LayerPlace place, WarmFacts facts, Instant used) {}

  /** Removes what is too old, and of the rest those used longest ago that are too many. */
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
