package io.pim.tools.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** How PIM checks the server's certificate. */
public sealed interface ServerTrust {
  /** By the authorities that Java trusts. */
  record OfSystem() implements ServerTrust {}

  /** By the authorities in a PEM file. */
  record CaFile(Path file) implements ServerTrust {}

  /** The certificate must be exactly this one; its chain, name and dates do not matter. */
  record Pinned(String fingerprint) implements ServerTrust {}

  /** Not at all. Callers must warn the user each time. */
  record Unchecked() implements ServerTrust {}

  /** The check of one connection. */
  default LeafCheck check() throws IOException, GeneralSecurityException {
    if (this instanceof Pinned pinned) {
      return LeafCheck.pinned(pinned.fingerprint());
    }
    if (this instanceof CaFile ca) {
      return LeafCheck.by(authorities(store(ca.file())));
    }
    return this instanceof Unchecked ? LeafCheck.anybody() : LeafCheck.by(authorities(null));
  }

  private static KeyStore store(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(file)) {
      int number = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + number++, (X509Certificate) one);
      }
    }
    if (store.size() == 0) {
      throw new CertificateException(file + " has no certificate");
    }
    return store;
  }

  private static X509ExtendedTrustManager authorities(KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    TrustManager[] managers = factory.getTrustManagers();
    return Arrays.stream(managers)
        .filter(X509ExtendedTrustManager.class::isInstance)
        .map(X509ExtendedTrustManager.class::cast)
        .findFirst()
        .orElseThrow();
  }
}
