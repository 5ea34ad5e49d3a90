package io.pim.tools.tls;

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
 * extended trust manager, because Java adds its own check of the host's name to any other kind,
 * even if only the fingerprint counts.
 */
public final class LeafCheck extends X509ExtendedTrustManager {
  /** The requirement for the certificate. */
  private interface Rule {
    void check(X509Certificate[] chain, String type, Socket socket) throws CertificateException;

    void check(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException;
  }

  private record Authorities(X509ExtendedTrustManager manager) implements Rule {
    @Override
    public void check(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      manager.checkServerTrusted(chain, type, socket);
    }

    @Override
    public void check(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      manager.checkServerTrusted(chain, type, engine);
    }
  }

  private record Pin(String fingerprint) implements Rule {
    @Override
    public void check(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void check(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    private void check(X509Certificate[] chain) throws CertificateException {
      String found = LeafCheck.fingerprint(chain[0]);
      if (!found.equalsIgnoreCase(fingerprint)) {
        throw new CertificateException(
            "its fingerprint is " + found + ", but " + fingerprint + " is configured");
      }
    }
  }

  private record Nothing() implements Rule {
    @Override
    public void check(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void check(X509Certificate[] chain, String type, SSLEngine engine) {}
  }

  private final Rule rule;
  private volatile Optional<String> seen = Optional.empty();

  private LeafCheck(Rule rule) {
    this.rule = rule;
  }

  static LeafCheck by(X509ExtendedTrustManager authorities) {
    return new LeafCheck(new Authorities(authorities));
  }

  static LeafCheck anybody() {
    return new LeafCheck(new Nothing());
  }

  static LeafCheck pinned(String fingerprint) {
    return new LeafCheck(new Pin(fingerprint));
  }

  /** As most tools show it: pairs of digits with colons. */
  private static String fingerprint(X509Certificate leaf) throws CertificateEncodingException {
    String hex = Sha256.ofBytes(leaf.getEncoded()).hex().toUpperCase(Locale.ROOT);
    return hex.replaceAll("..(?!$)", "$0:");
  }

  /** The fingerprint of the certificate that the server has shown. */
  public Optional<String> seen() {
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
    seen = Optional.of(fingerprint(chain[0]));
    rule.check(chain, type, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("only connections are checked");
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
