package io.pim.cli.worker.invitation;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.regex.Pattern;

/** Checks the text of PEM files (RFC 7468). */
final class Pem {
  private static final Pattern KEY =
      Pattern.compile(
          "\\s*-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----\\n[A-Za-z0-9+/=\\n]+"
              + "-----END \\1-----\\s*");

  private Pem() {}

  /** Whether the text holds at least one certificate, and nothing else. */
  static boolean isCertificates(String text) {
    try {
      return !CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))
          .isEmpty();
    } catch (CertificateException e) {
      return false;
    }
  }

  /**
   * Whether the text is a private key without a passphrase, because a worker cannot ask for one.
   */
  static boolean isPrivateKey(String text) {
    return KEY.matcher(text.replace("\r\n", "\n")).matches();
  }
}
