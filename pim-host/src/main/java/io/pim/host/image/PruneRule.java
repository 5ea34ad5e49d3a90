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
 * Says which images are too many.
 *
 * @param keep how many of the newest of each profile and architecture stay
 * @param olderThan only what was made longer ago
 */
public record PruneRule(
    int keep,
    Optional<String> profile,
    Optional<Architecture> architecture,
    Optional<Duration> olderThan) {

  /** The images that may go, of a list that begins with the newest. */
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
