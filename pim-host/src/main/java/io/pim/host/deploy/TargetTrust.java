package io.pim.host.deploy;

import io.pim.model.files.HomePath;
import io.pim.model.target.CertificateCheck;
import io.pim.tools.tls.ServerTrust;
import java.nio.file.Path;

/** Finds in a target's settings how its certificate is checked. */
public final class TargetTrust {
  private TargetTrust() {}

  /**
   * The check that the settings ask for.
   *
   * @param home the folder for {@code ~} in a path
   */
  public static ServerTrust of(CertificateCheck certificate, Path home) {
    if (certificate instanceof CertificateCheck.Pinned pinned) {
      return new ServerTrust.Pinned(pinned.fingerprint());
    }
    if (certificate instanceof CertificateCheck.CaFile file) {
      return new ServerTrust.CaFile(HomePath.of(file.path(), home));
    }
    return certificate instanceof CertificateCheck.Insecure
        ? new ServerTrust.Unchecked()
        : new ServerTrust.OfSystem();
  }
}
