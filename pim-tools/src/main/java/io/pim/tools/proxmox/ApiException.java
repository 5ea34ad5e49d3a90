package io.pim.tools.proxmox;

import java.util.Map;

/** A call to the API that did not succeed. */
abstract sealed class ApiException extends Exception {
  private static final long serialVersionUID = 1L;

  private ApiException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The server answered with an error. */
  static final class Refused extends ApiException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Map<String, String> errors;

    Refused(int status, String message, Map<String, String> errors) {
      super(message, null);
      this.status = status;
      this.errors = errors;
    }

    int status() {
      return status;
    }

    /** The errors of single parameters. */
    Map<String, String> errors() {
      return errors;
    }
  }

  /** No connection, or no complete answer. */
  static final class Unreachable extends ApiException {
    private static final long serialVersionUID = 1L;

    private final boolean wasSent;

    Unreachable(String message, boolean wasSent, Throwable cause) {
      super(message, cause);
      this.wasSent = wasSent;
    }

    /** Whether the server may have received the request, and may have acted on it. */
    boolean wasSent() {
      return wasSent;
    }
  }

  /** The server's certificate is not the expected one. */
  static final class Untrusted extends ApiException {
    private static final long serialVersionUID = 1L;

    private final String fingerprint;

    Untrusted(String message, String fingerprint, Throwable cause) {
      super(message, cause);
      this.fingerprint = fingerprint;
    }

    /** The fingerprint of the certificate that the server has shown; empty for none. */
    String fingerprint() {
      return fingerprint;
    }
  }
}
