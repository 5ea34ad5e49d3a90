package io.pim.tools.oci;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.DiskFull;
import io.pim.model.failure.FailureKind;
import java.io.IOException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;

/** Turns answers and errors of a registry into failures with their remedies. */
final class RegistryFailures {
  /** ENOSPC and EDQUOT as docker-registry reports them in JSON. */
  private static final String FULL = "\"Err\":(28|122)\\b";

  private RegistryFailures() {}

  /**
   * The failure for an answer that is not a success.
   *
   * @param act such as {@code upload a blob}
   */
  static BuildFailure of(RegistryAddress address, String act, RegistryAnswer answer) {
    String message = answer.message();
    BuildFailure.Builder failure;
    if (answer.is(401, 403)) {
      failure =
          BuildFailure.of(FailureKind.TARGET_REFUSED, "The registry does not let PIM " + act + ".")
              .todo(
                  "Check the login (login: of a target, docker login for the store), and that user's"
                      + " rights to the repository.");
    } else if (answer.is(507) || isFull(message)) {
      failure =
          BuildFailure.of(FailureKind.TARGET_FULL, "The registry is full.")
              .todo("Make room there, or keep less (keep: of a target, pim image prune --remote).");
    } else if (answer.is(413)) {
      failure =
          BuildFailure.of(FailureKind.TARGET_REFUSED, "The registry accepts no image of this size.")
              .todo("Raise the limit of the registry, or of the proxy in front of it.");
    } else if (answer.status() >= 500 || answer.is(408, 429)) {
      failure =
          BuildFailure.of(FailureKind.TARGET_UNREACHABLE, "The registry cannot " + act + " now.")
              .todo("Nothing: PIM tries again. If it continues, read the registry's log.");
    } else {
      failure =
          BuildFailure.of(FailureKind.TARGET_FAILED, "The registry refused to " + act + ".")
              .todo("Check the repository's name, and the registry's log.");
    }
    return failure.where(address).why(message).build();
  }

  private static boolean isFull(String message) {
    return DiskFull.isSaidIn(message) || message.matches("(?s).*" + FULL + ".*");
  }

  static BuildFailure strange(RegistryAddress address, String what) {
    return BuildFailure.of(FailureKind.TARGET_FAILED, "The registry sent an unexpected answer.")
        .where(address)
        .why(what)
        .todo("Check that the address is that of an OCI registry that you trust.")
        .build();
  }

  /** The failure for a broken connection. */
  static BuildFailure of(RegistryAddress address, IOException e) {
    CertificateException certificate = certificateProblem(e);
    if (certificate != null) {
      String text = String.valueOf(certificate.getMessage());
      return BuildFailure.of(
              FailureKind.TARGET_REFUSED, "The registry's certificate is not accepted.")
          .where(address)
          .why(
              text.contains("unable to find valid certification path")
                  ? "No known authority has signed it."
                  : text)
          .todo("Set ca_file: (of the target or the store), or give the registry another one.")
          .causedBy(e)
          .build();
    }
    String hint = e instanceof SSLException && !address.plainHttp() ? " It may have no TLS." : "";
    return BuildFailure.of(FailureKind.TARGET_UNREACHABLE, "The registry does not answer.")
        .where(address)
        .why((e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()) + hint)
        .todo("Check the registry's address and the network.")
        .causedBy(e)
        .build();
  }

  /** Whether a connection failed because of the certificate, so that another attempt is useless. */
  static boolean isOfCertificate(IOException e) {
    return certificateProblem(e) != null;
  }

  private static CertificateException certificateProblem(Throwable thrown) {
    CertificateException found = null;
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (at instanceof CertificateException problem) {
        found = problem;
      }
    }
    return found;
  }
}
