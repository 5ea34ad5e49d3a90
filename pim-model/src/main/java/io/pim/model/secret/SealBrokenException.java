package io.pim.model.secret;

/** A sealed blob that this key file cannot open. */
public final class SealBrokenException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean otherKey;

  /**
   * Says why.
   *
   * @param otherKey whether another key file would open it
   */
  public SealBrokenException(String why, boolean otherKey, Throwable cause) {
    super(why, cause);
    this.otherKey = otherKey;
  }

  /** Whether another key file would open it; otherwise nothing does. */
  public boolean needsOtherKey() {
    return otherKey;
  }
}
