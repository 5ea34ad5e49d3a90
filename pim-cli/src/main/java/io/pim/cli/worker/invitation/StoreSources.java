package io.pim.cli.worker.invitation;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureReport;
import io.pim.model.files.HomePath;
import io.pim.model.store.StoreAddress;
import io.pim.tools.oci.DockerLogins;
import io.pim.tools.oci.RegistryLogin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.Optional;

/**
 * Reads this host's access to the store for an invitation.
 *
 * @param home the folder for {@code ~} in a path
 * @param logins those of the user who invites
 */
public record StoreSources(Path home, DockerLogins logins) {
  /** An invitation may have 256 KiB in all. */
  private static final int MOST_CA_BYTES = 128 << 10;

  /**
   * The authorities and the login of the registry, each empty if this host has none.
   *
   * @param withLogin whether the login is wanted
   * @throws io.pim.cli.output.CommandFailure when one of them exists and cannot be read
   */
  public StoreAccess of(StoreAddress store, boolean withLogin) throws InterruptedException {
    return new StoreAccess(
        store.caFile().map(this::ca), withLogin ? login(store) : Optional.empty());
  }

  private String ca(String named) {
    Path file = HomePath.of(named, home);
    try (InputStream in = Files.newInputStream(file)) {
      String pem = Pem.ofCertificates(in);
      if (pem.length() > MOST_CA_BYTES) {
        throw unusable(file, "it has more than " + (MOST_CA_BYTES >> 10) + " KiB of certificates")
            .advise("Set store.ca_file to a file with the registry's own authorities only.")
            .failure();
      }
      return pem;
    } catch (IOException | CertificateException e) {
      throw unusable(file, e.toString())
          .advise("Set store.ca_file to a PEM file with the registry's authorities.")
          .failure(e);
    }
  }

  private static Complaint unusable(Path file, String why) {
    return Complaint.of(
            ExitStatus.FAILED, "The authorities of the store's registry cannot be read.")
        .at(file)
        .because(why);
  }

  private Optional<RegistryLogin> login(StoreAddress store) throws InterruptedException {
    try {
      return logins.find(store.registry());
    } catch (BuildFailure e) {
      FailureReport report = e.report();
      throw Complaint.of(ExitStatus.FAILED, report.what())
          .at(report.where())
          .because(report.why())
          .advise(
              "Log in again: docker login "
                  + store.registry()
                  + "; or leave the login out: --no-store-login")
          .failure(e);
    }
  }
}
