package io.pim.activities.step;

import io.pim.model.files.BuildFolder;
import io.pim.model.files.ExclusiveFile;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;

/**
 * Lets only one try of an activity work on a build at a time. The server may give up a worker that
 * is cut off, or slow to stop, and begin a new try while the old one is still running. The old try
 * is told to end as soon as its worker answers again.
 */
final class BuildTurn {
  /** Limited, so that machines are ended even when an uninterruptible step hangs. */
  private static final Duration SOON = Duration.ofSeconds(60);

  private BuildTurn() {}

  /** Waits for the turn without a limit; to be closed. */
  static ExclusiveFile.Hold await(BuildFolder folder, Heartbeat heartbeat)
      throws IOException, InterruptedException {
    return await(folder, heartbeat, Duration.ofNanos(Long.MAX_VALUE)).orElseThrow();
  }

  /** Waits for the turn for a short time; empty when it did not come, or there is no such build. */
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
