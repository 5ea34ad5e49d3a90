package io.pim.tools.proxmox.fake;

import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Locale;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The certificates that the fake can show. All are signed by ca.pem. */
public enum TestCertificate {
  GOOD("good.p12"),
  EXPIRED("expired.p12"),
  /** Valid, but for another host. */
  OTHER_NAME("othername.p12");

  private static final char[] PASSWORD = "fakefake".toCharArray();

  private final String file;

  TestCertificate(String file) {
    this.file = file;
  }

  /** The authority's certificate as PEM. */
  public static byte[] authority() throws IOException {
    try (InputStream in = TestCertificate.class.getResourceAsStream("ca.pem")) {
      return in.readAllBytes();
    }
  }

  private KeyStore store() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = TestCertificate.class.getResourceAsStream(file)) {
      store.load(in, PASSWORD);
    }
    return store;
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

  /** For a server that shows the certificate. */
  public SSLContext context() throws IOException, GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store(), PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
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
