package io.pim.tools.proxmox;

import io.pim.model.unit.Sha256;
import java.net.Socket;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Checks the server's certificate, and remembers its fingerprint, so that an error can show it. An
 * extended trust manager, because Java checks the host's name beside any other kind, also where
 * only the fingerprint counts.
 */
final class LeafCheck extends X509ExtendedTrustManager {
  /** What the certificate must fulfil. */
  @FunctionalInterface
  private interface Rule {
    void check(X509Certificate[] chain, String type, Socket socket) throws CertificateException;
  }

  private final Rule rule;
  private volatile Optional<String> seen = Optional.empty();

  private LeafCheck(Rule rule) {
    this.rule = rule;
  }

  static LeafCheck by(X509ExtendedTrustManager authorities) {
    return new LeafCheck(authorities::checkServerTrusted);
  }

  static LeafCheck anybody() {
    return new LeafCheck((chain, type, socket) -> {});
  }

  static LeafCheck pinned(String fingerprint) {
    return new LeafCheck(
        (chain, type, socket) -> {
          String found = fingerprint(chain[0]);
          if (!found.equalsIgnoreCase(fingerprint)) {
            throw new CertificateException(
                "its fingerprint is " + found + ", but " + fingerprint + " is configured");
          }
        });
  }

  /** As Proxmox shows it: pairs of digits with colons. */
  private static String fingerprint(X509Certificate leaf) throws CertificateEncodingException {
    String hex = Sha256.ofBytes(leaf.getEncoded()).hex().toUpperCase(Locale.ROOT);
    return hex.replaceAll("..(?!$)", "$0:");
  }

  /** The fingerprint of the certificate that the server has shown. */
  Optional<String> seen() {
    return seen;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    seen = Optional.of(fingerprint(chain[0]));
    rule.check(chain, type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("only sockets are checked");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("only sockets are checked");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("no client is expected");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("no client is expected");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("no client is expected");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
