package io.pim.activities.step;

import io.pim.model.files.BuildFolder;
import io.pim.model.files.ExclusiveFile;
import io.pim.model.plan.StepKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets only one try of an activity work on a build at a time, and one of each step while two steps
 * run at the same time. The server may give up on a worker that lost its connection or stops
 * slowly, and start a new try beside the old one. The old try ends when its worker reaches the
 * server again.
 */
final class BuildTurn implements AutoCloseable {
  /** Limited, so that machines are ended even when an uninterruptible step hangs. */
  private static final Duration SOON = Duration.ofSeconds(60);

  private final List<ExclusiveFile.Hold> holds;

  private BuildTurn(List<ExclusiveFile.Hold> holds) {
    this.holds = new ArrayList<>(holds);
  }

  /** Waits for the turn of a kind of step, however long that takes. */
  static BuildTurn await(BuildFolder folder, StepKind kind, Heartbeat heartbeat)
      throws IOException, InterruptedException {
    return await(files(folder, kind), heartbeat, Duration.ofNanos(Long.MAX_VALUE));
  }

  /** Waits for the turn of work outside of all steps, however long that takes. */
  static BuildTurn await(BuildFolder folder, Heartbeat heartbeat)
      throws IOException, InterruptedException {
    return await(all(folder), heartbeat, Duration.ofNanos(Long.MAX_VALUE));
  }

  /** Waits for the turn, but not for long: it may not come, and there may be no build. */
  static BuildTurn awaitSoon(BuildFolder folder, Heartbeat heartbeat)
      throws IOException, InterruptedException {
    return Files.exists(folder.root())
        ? await(all(folder), heartbeat, SOON)
        : new BuildTurn(List.of());
  }

  /** Waits for the turn of a lock file, however long that takes. */
  static BuildTurn await(Path file, Heartbeat heartbeat) throws IOException, InterruptedException {
    return await(List.of(file), heartbeat, Duration.ofNanos(Long.MAX_VALUE));
  }

  /** The same, but not for long: it may not come, and there may be nothing to work on. */
  static BuildTurn awaitSoon(Path file, Heartbeat heartbeat)
      throws IOException, InterruptedException {
    return Files.exists(file.getParent())
        ? await(List.of(file), heartbeat, SOON)
        : new BuildTurn(List.of());
  }

  private static List<Path> files(BuildFolder folder, StepKind kind) {
    return switch (kind) {
      case FLATTEN -> List.of(folder.turn());
      case VERIFY -> List.of(folder.verifyTurn());
      case CLAIM,
          CACHE,
          ISO,
          DISK,
          INSTALL,
          BOOT,
          SSH,
          SCRIPT,
          FINALIZE,
          SHUTDOWN,
          REGISTER,
          PUSH,
          UNKNOWN ->
          all(folder);
    };
  }

  /** Always in this order, so that no two wait for each other. */
  private static List<Path> all(BuildFolder folder) {
    return List.of(folder.turn(), folder.verifyTurn());
  }

  private static BuildTurn await(List<Path> files, Heartbeat heartbeat, Duration limit)
      throws IOException, InterruptedException {
    List<ExclusiveFile.Hold> holds = new ArrayList<>();
    boolean done = false;
    try {
      for (Path file : files) {
        new ExclusiveFile(file)
            .tryHold(limit, () -> heartbeat.line("waiting for an earlier try to end"))
            .ifPresent(holds::add);
      }
      done = true;
      return new BuildTurn(holds);
    } finally {
      if (!done) {
        new BuildTurn(holds).close();
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      while (holds.size() > 1) {
        holds.remove(holds.size() - 1).close();
      }
    } finally {
      if (!holds.isEmpty()) {
        holds.remove(0).close();
      }
    }
  }
}
