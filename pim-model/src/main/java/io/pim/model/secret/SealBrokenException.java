package io.pim.model.secret;

/** A sealed blob that this key file cannot open. */
public final class SealBrokenException extends Exception {
  private static final long serialVersionUID = 1L;

  public SealBrokenException(String why, Throwable cause) {
    super(why, cause);
  }
}
