package io.pim.model.target;

import io.pim.model.config.ConfigMap;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import io.pim.model.config.Rule;
import io.pim.model.config.Rules;
import java.util.List;
import java.util.Locale;

/** How a server's certificate is checked. */
public sealed interface CertificateCheck {
  String CA_FILE = "ca_file";
  String FINGERPRINT = "fingerprint";
  String INSECURE = "insecure";

  Rule<String> FINGERPRINT_RULE =
      Rules.matching(
          "must be the SHA-256 fingerprint of the certificate: 32 pairs of hexadecimal digits with"
              + " : between them",
          "[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){31}");

  /** By the certificate authorities that the system trusts. */
  record SystemTrust() implements CertificateCheck {}

  /** By the certificate authorities in a file on the host that deploys. */
  record CaFile(String path) implements CertificateCheck {}

  /**
   * The certificate must be exactly this one: SHA-256, in pairs of capital digits with {@code :}
   * between.
   */
  record Pinned(String fingerprint) implements CertificateCheck {}

  /** Not at all. PIM warns the user at each use. */
  record Insecure() implements CertificateCheck {}

  /** Refuses two of these settings, which would contradict each other. */
  static void check(ConfigMap map, Problems problems) {
    List<String> given =
        List.of(CA_FILE, FINGERPRINT, INSECURE).stream()
            .filter(key -> !key.equals(INSECURE) || map.get(key, TargetRules.YES_NO).orElse(false))
            .filter(key -> map.get(key).isPresent())
            .toList();
    if (given.size() > 1) {
      problems.add(
          Problem.at(
              map.get(given.get(1)).get().origin(),
              "cannot be set beside " + given.get(0) + ": both say how the certificate is checked",
              ""));
    }
  }

  static CertificateCheck of(ConfigMap map) {
    if (map.get(INSECURE, TargetRules.YES_NO).orElse(false)) {
      return new Insecure();
    }
    return map.get(FINGERPRINT, FINGERPRINT_RULE)
        .<CertificateCheck>map(text -> new Pinned(text.toUpperCase(Locale.ROOT)))
        .or(() -> map.get(CA_FILE, TargetRules.PATH).map(CaFile::new))
        .orElseGet(SystemTrust::new);
  }
}
