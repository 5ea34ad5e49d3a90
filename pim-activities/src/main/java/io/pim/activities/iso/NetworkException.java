package io.pim.activities.iso;

/** The other end or the way there failed, as opposed to this machine's disk. */
final class NetworkException extends Exception {
  private static final long serialVersionUID = 1L;

  NetworkException(String message, Throwable cause) {
    super(message, cause);
  }

  static NetworkException of(Throwable cause) {
    String message = cause.getMessage();
    String kind = cause.getClass().getSimpleName();
    return new NetworkException(message == null ? kind : kind + ": " + message, cause);
  }
}
