package io.pim.tools.fetch;

import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;

/** A failure of the network or the other end, not of this machine's disk. */
public final class NetworkException extends Exception {
  private static final long serialVersionUID = 1L;

  NetworkException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Adds words to Java's error, which for a failed connection is often only a class name. */
  static NetworkException of(URI url, Throwable cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof UnresolvedAddressException || at instanceof UnknownHostException) {
        return new NetworkException("the host " + url.getHost() + " is unknown", cause);
      }
      if (at instanceof HttpTimeoutException) {
        return new NetworkException(url.getHost() + " did not answer in time", cause);
      }
    }
    if (cause instanceof ConnectException) {
      return new NetworkException(
          "no connection to " + url.getHost() + detail(cause.getMessage()), cause);
    }
    return of(cause);
  }

  private static String detail(String message) {
    return message == null ? ": it refuses, or cannot be reached" : ": " + message;
  }

  static NetworkException of(Throwable cause) {
    String message = cause.getMessage();
    String kind = cause.getClass().getSimpleName();
    return new NetworkException(message == null ? kind : kind + ": " + message, cause);
  }
}
