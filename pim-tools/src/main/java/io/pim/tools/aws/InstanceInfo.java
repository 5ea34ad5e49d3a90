package io.pim.tools.aws;

import java.util.Map;

/**
 * An instance of the account.
 *
 * @param reason of its state; mostly empty
 */
public record InstanceInfo(String id, State state, String reason, Map<String, String> tags) {
  /** The state of an instance. */
  public enum State {
    STARTING,
    RUNNING,
    ENDING,
    ENDED
  }

  public InstanceInfo {
    tags = Map.copyOf(tags);
  }
}
