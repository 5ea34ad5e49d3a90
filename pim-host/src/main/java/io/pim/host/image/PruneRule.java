package io.pim.host.image;

import io.pim.model.files.BuildId;
import io.pim.model.registry.ImageEntry;
import io.pim.model.unit.Architecture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Selects superfluous images.
 *
 * @param keep the number of newest images of each profile and architecture that stay
 * @param olderThan only images made before this age
 */
public record PruneRule(
    int keep,
    Optional<String> profile,
    Optional<Architecture> architecture,
    Optional<Duration> olderThan) {

  /**
   * The images that can be removed.
   *
   * @param newestFirst all images, newest first
   */
  public List<ImageEntry> tooMany(List<ImageEntry> newestFirst, Instant now) {
    Map<String, Integer> seen = new HashMap<>();
    List<ImageEntry> chosen = new ArrayList<>();
    for (ImageEntry image : newestFirst) {
      int place =
          seen.merge(BuildId.workflowId(image.profile(), image.architecture()), 1, Integer::sum);
      if (place > keep && isMeant(image, now)) {
        chosen.add(image);
      }
    }
    return List.copyOf(chosen);
  }

  private boolean isMeant(ImageEntry image, Instant now) {
    return profile.map(image.profile()::equals).orElse(true)
        && architecture.map(wanted -> wanted == image.architecture()).orElse(true)
        && olderThan.map(age -> image.created().isBefore(now.minus(age))).orElse(true);
  }
}
