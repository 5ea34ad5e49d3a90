package io.pim.host.deploy;

import io.pim.model.target.CertificateCheck;
import io.pim.tools.tls.ServerTrust;
import java.nio.file.Path;

/** How a target's certificate is checked, from its settings. */
public final class TargetTrust {
  private TargetTrust() {}

  /**
   * The check.
   *
   * @param home what {@code ~} in a path means
   */
  public static ServerTrust of(CertificateCheck certificate, Path home) {
    if (certificate instanceof CertificateCheck.Pinned pinned) {
      return new ServerTrust.Pinned(pinned.fingerprint());
    }
    if (certificate instanceof CertificateCheck.CaFile file) {
      String path = file.path();
      return new ServerTrust.CaFile(
          path.startsWith("~/") ? home.resolve(path.substring(2)) : Path.of(path));
    }
    return certificate instanceof CertificateCheck.Insecure
        ? new ServerTrust.Unchecked()
        : new ServerTrust.OfSystem();
  }
}
