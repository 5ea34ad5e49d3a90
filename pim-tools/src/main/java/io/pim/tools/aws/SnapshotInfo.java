package io.pim.tools.aws;

import java.util.Map;

/**
 * A snapshot of the account.
 *
 * @param message of AWS about the state; mostly empty
 */
public record SnapshotInfo(
    String region, String id, State state, String message, Map<String, String> tags) {
  /** The state of a snapshot. */
  public enum State {
    PENDING,
    COMPLETED,
    BROKEN
  }

  public SnapshotInfo {
    tags = Map.copyOf(tags);
  }
}
