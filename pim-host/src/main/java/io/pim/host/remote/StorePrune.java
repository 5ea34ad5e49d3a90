package io.pim.host.remote;

import io.pim.model.store.StoreLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Removes old images from the store. An image that a moving tag leads to stays in any case. */
public final class StorePrune {
  private static final String NOT_ALLOWED =
      "the registry does not allow deletion (docker-registry: storage.delete.enabled)";

  private final ImageStore store;

  /**
   * A superfluous image.
   *
   * @param left why it stays; empty for one that was removed, or would be
   */
  public record Removal(RemoteImage image, Optional<String> left) {}

  public StorePrune(ImageStore store) {
    this.store = store;
  }

  /**
   * Removes images.
   *
   * @param newestFirst the images to choose from, of whole lines
   * @param keep the number of newest images of each line that stay
   */
  public List<Removal> run(List<RemoteImage> newestFirst, int keep, boolean dryRun)
      throws InterruptedException {
    List<Removal> removals = new ArrayList<>();
    for (RemoteImage image : tooMany(newestFirst, keep)) {
      boolean removed =
          dryRun
              || store.repository(image.image().line()).delete(image.image().manifest().sha256());
      removals.add(new Removal(image, removed ? Optional.empty() : Optional.of(NOT_ALLOWED)));
    }
    return List.copyOf(removals);
  }

  private static List<RemoteImage> tooMany(List<RemoteImage> newestFirst, int keep) {
    Map<StoreLine, Integer> seen = new HashMap<>();
    List<RemoteImage> chosen = new ArrayList<>();
    for (RemoteImage image : newestFirst) {
      int place = seen.merge(image.image().line(), 1, Integer::sum);
      if (place > keep && !image.isFollowed()) {
        chosen.add(image);
      }
    }
    return chosen;
  }
}
