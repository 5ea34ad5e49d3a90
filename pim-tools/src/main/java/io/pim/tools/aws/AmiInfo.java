package io.pim.tools.aws;

import java.util.List;
import java.util.Map;

/**
 * An AMI of the account.
 *
 * @param message of AWS about the state; mostly empty
 * @param snapshots of its disks
 */
public record AmiInfo(
    String region,
    String id,
    String name,
    State state,
    String message,
    Map<String, String> tags,
    List<String> snapshots) {
  /** The state of an AMI. */
  public enum State {
    PENDING,
    AVAILABLE,
    BROKEN
  }

  public AmiInfo {
    tags = Map.copyOf(tags);
    snapshots = List.copyOf(snapshots);
  }
}
