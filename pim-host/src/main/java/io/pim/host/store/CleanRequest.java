package io.pim.host.store;

import io.pim.model.files.BuildId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What to remove.
 *
 * @param olderThan only things last used before this age; if empty, layers are removed at once and
 *     the folder of a build, which shows what went wrong, after {@link #BUILDS_STAY}
 * @param keepLayers the bytes of layers that may stay
 * @param dryRun whether to report only
 * @param unfinished the unfinished builds, from a Temporal service
 * @param withoutImage the builds that ended without an image, from a Temporal service
 */
public record CleanRequest(
    Optional<Duration> olderThan,
    long keepLayers,
    boolean dryRun,
    Set<BuildId> unfinished,
    Set<BuildId> withoutImage) {
  public static final Duration BUILDS_STAY = Duration.ofDays(7);

  /** The age for caches of small files, and for files that may be an image somebody needs. */
  static final Duration CACHES_STAY = Duration.ofDays(30);

  static final Duration LEFTOVERS_STAY = Duration.ofDays(1);

  Duration layers() {
    return olderThan.orElse(Duration.ZERO);
  }

  Duration builds() {
    return olderThan.orElse(BUILDS_STAY);
  }
}
