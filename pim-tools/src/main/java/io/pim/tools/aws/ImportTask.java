package io.pim.tools.aws;

import java.util.Optional;

/**
 * An import of a disk.
 *
 * @param percent that is done; may be empty
 * @param message of AWS about what it does, or why it does not
 * @param snapshot that was made of it
 */
public record ImportTask(
    String id, State state, String percent, String message, Optional<String> snapshot) {
  /** How far an import is. */
  public enum State {
    RUNNING,
    COMPLETED,
    BROKEN
  }
}
