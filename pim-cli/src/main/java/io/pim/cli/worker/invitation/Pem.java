package io.pim.cli.worker.invitation;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.regex.Pattern;

/** Checks the text of PEM files (RFC 7468). */
final class Pem {
  private static final Pattern KEY =
      Pattern.compile(
          "\\s*-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----\\n[A-Za-z0-9+/=\\n]+"
              + "-----END \\1-----\\s*");

  private static final int LINE_LENGTH = 64;

  private Pem() {}

  /**
   * The certificates of a PEM or DER file as PEM, without any other text of the file.
   *
   * @throws CertificateException when there is none
   */
  static String ofCertificates(InputStream in) throws CertificateException {
    StringBuilder pem = new StringBuilder();
    Base64.Encoder lines = Base64.getMimeEncoder(LINE_LENGTH, new byte[] {'\n'});
    for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
      pem.append("-----BEGIN CERTIFICATE-----\n")
          .append(lines.encodeToString(one.getEncoded()))
          .append("\n-----END CERTIFICATE-----\n");
    }
    if (pem.isEmpty()) {
      throw new CertificateException("it has no certificate");
    }
    return pem.toString();
  }

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
