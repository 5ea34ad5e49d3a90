package io.pim.model.secret;

/** Thrown when this key file cannot open a sealed blob. */
public final class SealBrokenException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean otherKey;

  /**
   * Gives the reason.
   *
   * @param otherKey whether another key file would open it
   */
  public SealBrokenException(String why, boolean otherKey, Throwable cause) {
    super(why, cause);
    this.otherKey = otherKey;
  }

  /** Whether another key file would open the blob; if not, nothing does. */
  public boolean needsOtherKey() {
    return otherKey;
  }
}
