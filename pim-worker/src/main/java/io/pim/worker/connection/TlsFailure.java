package io.pim.worker.connection;

import io.grpc.Status;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A failure of the TLS handshake (RFC 8446), recognised by the texts of gRPC's causes, which come
 * from BoringSSL and the JDK.
 */
enum TlsFailure {
  /** Alert certificate_required, or handshake_failure before TLS 1.3. */
  NO_CLIENT_CERTIFICATE(
      "Temporal lets in only clients with a certificate, and PIM has none",
      "set client_cert_path and client_key_path in temporal.toml; for PIM's own service make them with"
          + " `deploy/make-certificates.sh client NAME`",
      "certificate_required",
      "handshake_failure"),
  CLIENT_CERTIFICATE_REFUSED(
      "Temporal does not accept this host's certificate",
      "check in temporal.toml that its authority is the service's and that it has not expired",
      "alert_unknown_ca",
      "alert_bad_certificate",
      "alert_certificate_unknown",
      "alert_certificate_expired",
      "alert_certificate_revoked",
      "alert_unsupported_certificate"),
  SERVER_NOT_TRUSTED(
      "the certificate of the Temporal service is not trusted",
      "set server_ca_cert_path in temporal.toml to its authority, and use a name that the certificate"
          + " contains",
      "trust anchors",
      "pkix path",
      "subject alternative",
      "no name matching"),
  NOT_TLS(
      "the service at this address does not speak TLS",
      "take TLS and the API key out of temporal.toml and the environment, or correct the address",
      "not an ssl/tls record",
      "wrong_version_number"),
  /** A server with TLS ends the connection of a client without TLS. */
  TLS_WANTED(
      "the service closed the connection at once, as one with TLS does",
      "if the service uses TLS, use its temporal.toml",
      "network closed for unknown reason");

  private final String what;
  private final String todo;
  private final Pattern texts;

  TlsFailure(String what, String todo, String... texts) {
    this.what = what;
    this.todo = todo;
    this.texts =
        Pattern.compile(Stream.of(texts).map(Pattern::quote).collect(Collectors.joining("|")));
  }

  String what() {
    return what;
  }

  String todo() {
    return todo;
  }

  /** The failure that a status is about, if it is one of these. */
  static Optional<TlsFailure> of(Status status) {
    List<Throwable> causes =
        Stream.iterate(status.getCause(), cause -> cause != null, Throwable::getCause).toList();
    Optional<TlsFailure> named =
        Arrays.stream(values()).filter(failure -> failure.isNamedBy(status, causes)).findFirst();
    return named.isPresent() || causes.stream().noneMatch(CertificateException.class::isInstance)
        ? named
        : Optional.of(SERVER_NOT_TRUSTED);
  }

  private boolean isNamedBy(Status status, List<Throwable> causes) {
    return Stream.concat(
            Stream.ofNullable(status.getDescription()),
            causes.stream().map(cause -> String.valueOf(cause.getMessage())))
        .map(text -> text.toLowerCase(Locale.ROOT))
        .anyMatch(text -> texts.matcher(text).find());
  }
}
