package io.pim.activities.step;

import io.pim.model.files.BuildFolder;
import io.pim.model.files.ExclusiveFile;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;

/**
 * Lets one try of an activity work on a build at a time. A worker that was cut off is given up by
 * the server, and a new try begins, while its own still runs; so it is where a worker takes a while
 * to stop. The earlier try is told to end as soon as it is heard again.
 */
final class BuildTurn {
  /** Machines are ended even where a step hangs that cannot be interrupted. */
  private static final Duration SOON = Duration.ofSeconds(60);

  private BuildTurn() {}

  /** Waits for the turn, however long that takes; to be closed. */
  static ExclusiveFile.Hold await(BuildFolder folder, Heartbeat heartbeat)
      throws IOException, InterruptedException {
    return await(folder, heartbeat, Duration.ofNanos(Long.MAX_VALUE)).orElseThrow();
  }

  /** Waits for the turn, but not for long; empty where it did not come, or there is no build. */
  static Optional<ExclusiveFile.Hold> awaitSoon(BuildFolder folder, Heartbeat heartbeat)
      throws IOException, InterruptedException {
    return Files.exists(folder.root()) ? await(folder, heartbeat, SOON) : Optional.empty();
  }

  private static Optional<ExclusiveFile.Hold> await(
      BuildFolder folder, Heartbeat heartbeat, Duration limit)
      throws IOException, InterruptedException {
    return new ExclusiveFile(folder.turn())
        .tryHold(limit, () -> heartbeat.line("waiting for an earlier try to end"));
  }
}
