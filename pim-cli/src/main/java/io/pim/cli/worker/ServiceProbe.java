package io.pim.cli.worker;

import io.pim.cli.worker.invitation.Invitation;
import io.pim.cli.worker.invitation.TlsFiles;
import io.pim.worker.connection.ServiceAddress;
import io.pim.worker.connection.TemporalConnection;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.envconfig.ClientConfigTLS;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks the service of an invitation whether it answers, and accepts the credentials. */
final class ServiceProbe {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private ServiceProbe() {}

  /**
   * Connects once.
   *
   * @throws io.pim.model.failure.BuildFailure when the service does not answer, or refuses
   */
  static void of(Invitation invitation) {
    ClientConfigProfile.Builder profile =
        ClientConfigProfile.newBuilder()
            .setAddress(invitation.address())
            .setNamespace(invitation.namespace());
    invitation.apiKey().ifPresent(profile::setApiKey);
    invitation.tls().map(ServiceProbe::tls).ifPresent(profile::setTls);
    ServiceAddress address =
        new ServiceAddress(ServiceAddress.Source.CONFIGURATION, profile.build());
    TemporalConnection.probe(address, LIMIT).close();
  }

  private static ClientConfigTLS tls(TlsFiles tls) {
    ClientConfigTLS.Builder options = ClientConfigTLS.newBuilder().setDisabled(false);
    tls.serverName().ifPresent(options::setServerName);
    tls.ca().ifPresent(pem -> options.setServerCACertData(bytes(pem)));
    tls.certificate().ifPresent(pem -> options.setClientCertData(bytes(pem)));
    tls.privateKey().ifPresent(pem -> options.setClientKeyData(bytes(pem)));
    return options.build();
  }

  private static byte[] bytes(String pem) {
    return pem.getBytes(StandardCharsets.UTF_8);
  }
}
