package io.pim.tools.proxmox.fake;

import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Locale;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** The certificates that the fake can show. All are signed by ca.pem. */
@SuppressWarnings("ImmutableEnumChecker") // The fields are caches.
public enum TestCertificate {
  GOOD("good.p12"),
  EXPIRED("expired.p12"),
  /** Valid, but for another host. */
  OTHER_NAME("othername.p12");

  private static final char[] PASSWORD = "fakefake".toCharArray();

  private final String file;
  private KeyStore opened;
  private KeyManager[] keys;

  TestCertificate(String file) {
    this.file = file;
  }

  /** The authority's certificate as PEM. */
  public static byte[] authority() throws IOException {
    try (InputStream in = TestCertificate.class.getResourceAsStream("ca.pem")) {
      return in.readAllBytes();
    }
  }

  /** Opens the file only once: PKCS #12 derives its keys in many rounds, which takes a while. */
  private synchronized KeyStore store() throws IOException, GeneralSecurityException {
    if (opened == null) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = TestCertificate.class.getResourceAsStream(file)) {
        store.load(in, PASSWORD);
      }
      opened = store;
    }
    return opened;
  }

  /** Private key and certificate as PEM, for a server that reads files. */
  public String pem() throws IOException, GeneralSecurityException {
    Base64.Encoder encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
    KeyStore store = store();
    return "-----BEGIN PRIVATE KEY-----\n"
        + encoder.encodeToString(store.getKey("pve", PASSWORD).getEncoded())
        + "\n-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\n"
        + encoder.encodeToString(store.getCertificate("pve").getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  /** The context for a server that shows the certificate. */
  public SSLContext context() throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    // The server trusts nobody, so it need not read the system's authorities.
    context.init(keys(), new TrustManager[0], null);
    return context;
  }

  private synchronized KeyManager[] keys() throws IOException, GeneralSecurityException {
    if (keys == null) {
      KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(store(), PASSWORD);
      keys = factory.getKeyManagers();
    }
    return keys;
  }

  /** The fingerprint as Proxmox shows it: pairs of digits with colons. */
  public String fingerprint() {
    try {
      String hex = Sha256.ofBytes(store().getCertificate("pve").getEncoded()).hex();
      return hex.toUpperCase(Locale.ROOT).replaceAll("..(?!$)", "$0:");
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
