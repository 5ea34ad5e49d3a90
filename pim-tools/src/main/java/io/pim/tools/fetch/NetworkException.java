package io.pim.tools.fetch;

import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** A failure of the network or the other end, not of this machine's disk. */
public final class NetworkException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Optional<String> remedy;

  NetworkException(String message, Throwable cause) {
    this(message, Optional.empty(), cause);
  }

  private NetworkException(String message, Optional<String> remedy, Throwable cause) {
    super(message, cause);
    this.remedy = remedy;
  }

  /** What a person must do; empty if it may work later without a change. */
  public Optional<String> remedy() {
    return remedy;
  }

  /** Adds words to Java's error, which for a failed connection is often only a class name. */
  public static NetworkException of(URI url, Throwable cause) {
    Optional<NetworkException> known =
        causes(cause).flatMap(at -> known(url, at, cause).stream()).findFirst();
    if (known.isPresent()) {
      return known.get();
    }
    if (cause instanceof ConnectException) {
      return new NetworkException(
          "no connection to " + url.getHost() + detail(cause.getMessage()), cause);
    }
    return of(cause);
  }

  private static Stream<Throwable> causes(Throwable first) {
    return Stream.iterate(first, at -> at != null, Throwable::getCause).limit(20);
  }

  private static Optional<NetworkException> known(URI url, Throwable at, Throwable cause) {
    String host = url.getHost();
    if (at instanceof AnswerException answer) {
      return Optional.of(
          new NetworkException(answer.getMessage(), Optional.of(answer.remedy()), cause));
    }
    if (at instanceof UnresolvedAddressException || at instanceof UnknownHostException) {
      return Optional.of(new NetworkException("the host " + host + " is unknown", cause));
    }
    if (at instanceof HttpTimeoutException) {
      return Optional.of(new NetworkException(host + " did not answer in time", cause));
    }
    return at instanceof SSLException refused
        ? Optional.of(tls(host, refused, cause))
        : Optional.empty();
  }

  private static NetworkException tls(String host, SSLException at, Throwable cause) {
    if (causes(at).anyMatch(CertPathBuilderException.class::isInstance)) {
      return new NetworkException(
          "the certificate of " + host + " is not by an authority that PIM trusts",
          Optional.of(
              "If it is your organization's own, put the authority's certificate (PEM) into a file,"
                  + " and name the file in SSL_CERT_FILE, also for the worker (pim down, then pim"
                  + " up). Without that variable PIM trusts what Java does: lib/security/cacerts."),
          cause);
    }
    Optional<Throwable> certificate =
        causes(at).filter(CertificateException.class::isInstance).findFirst();
    return certificate
        .map(
            why ->
                new NetworkException(
                    "the certificate of " + host + " is not valid: " + why.getMessage(),
                    Optional.of(
                        "Check the host in the URL, this machine's clock, and the certificate."),
                    cause))
        .orElseGet(
            () -> new NetworkException("no TLS with " + host + ": " + at.getMessage(), cause));
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
