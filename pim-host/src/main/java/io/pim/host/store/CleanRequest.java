package io.pim.host.store;

import io.pim.model.files.BuildId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be removed.
 *
 * @param olderThan only what was last used longer ago; where empty, layers go at once and a build's
 *     folder, which tells what went wrong, after {@link #BUILDS_STAY}
 * @param keepLayers so many bytes of layers may stay
 * @param dryRun to tell and not to do
 * @param unfinished what a Temporal service says of builds that have not ended
 * @param withoutImage builds of which a Temporal service says that they ended without an image
 */
public record CleanRequest(
    Optional<Duration> olderThan,
    long keepLayers,
    boolean dryRun,
    Set<BuildId> unfinished,
    Set<BuildId> withoutImage) {
  public static final Duration BUILDS_STAY = Duration.ofDays(7);

  /** Caches of small files, and what could be an image that somebody has plans with. */
  static final Duration CACHES_STAY = Duration.ofDays(30);

  static final Duration LEFTOVERS_STAY = Duration.ofDays(1);

  Duration layers() {
    return olderThan.orElse(Duration.ZERO);
  }

  Duration builds() {
    return olderThan.orElse(BUILDS_STAY);
  }
}
