package io.pim.tools.aws;

import java.util.Optional;

/**
 * An import of a disk.
 *
 * @param percent that is done; may be empty
 * @param message of AWS about its progress or its error
 * @param snapshot that it made
 */
public record ImportTask(
    String id, State state, String percent, String message, Optional<String> snapshot) {
  /** The state of an import. */
  public enum State {
    RUNNING,
    COMPLETED,
    BROKEN
  }
}
