package io.pim.worker.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.Status;
import java.net.ConnectException;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

/** The texts come from temporal-server 1.31.2 with gRPC 1.x's BoringSSL, and from the JDK. */
class TlsFailureTest {
  private static Optional<TlsFailure> of(Throwable cause) {
    return TlsFailure.of(
        Status.UNAVAILABLE.withDescription("io exception").withCause(new Exception("x", cause)));
  }

  private static Optional<TlsFailure> alert(String name) {
    return of(new SSLHandshakeException("error:1:SSL routines:OPENSSL_internal:" + name));
  }

  @Test
  void reportsWhichSideRefuses() {
    assertEquals(
        Optional.of(TlsFailure.NO_CLIENT_CERTIFICATE), alert("TLSV1_ALERT_CERTIFICATE_REQUIRED"));
    assertEquals(
        Optional.of(TlsFailure.CLIENT_CERTIFICATE_REFUSED), alert("TLSV1_ALERT_UNKNOWN_CA"));
    assertEquals(
        Optional.of(TlsFailure.CLIENT_CERTIFICATE_REFUSED),
        alert("SSLV3_ALERT_CERTIFICATE_EXPIRED"));
    assertEquals(Optional.of(TlsFailure.NOT_TLS), alert("WRONG_VERSION_NUMBER"));
    assertEquals(
        Optional.of(TlsFailure.SERVER_NOT_TRUSTED),
        of(new CertificateException("Path does not chain with any of the trust anchors")));
    assertEquals(
        Optional.of(TlsFailure.SERVER_NOT_TRUSTED),
        of(new CertificateException("any other text of the JDK")));
    assertEquals(
        Optional.of(TlsFailure.TLS_WANTED),
        TlsFailure.of(Status.UNAVAILABLE.withDescription("Network closed for unknown reason")));
  }

  @Test
  void leavesOtherFailuresAlone() {
    assertEquals(Optional.empty(), of(new ConnectException("Connection refused: /127.0.0.1:7233")));
    assertEquals(Optional.empty(), TlsFailure.of(Status.DEADLINE_EXCEEDED));
  }
}
