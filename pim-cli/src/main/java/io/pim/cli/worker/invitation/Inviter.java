package io.pim.cli.worker.invitation;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.model.config.ConfigMap;
import io.pim.model.config.DefaultSettings;
import io.pim.model.secret.Sealer;
import io.pim.worker.connection.ServiceAddress;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.envconfig.ClientConfigTLS;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Makes an invitation from the configuration of a member host.
 *
 * @param pimVersion of this PIM
 * @param sealKey the key file that all hosts of the service share
 * @param store the section {@code store} of pim.yml
 * @param storeAccess the authorities and the login of the store's registry
 */
public record Inviter(String pimVersion, Path sealKey, ConfigMap store, StoreAccess storeAccess) {
  /**
   * Settings of the store that belong to one host: they depend on its disk, or are a path there.
   */
  private static final Set<String> OF_ONE_HOST = Set.of("layers_limit", "warm", "ca_file");

  private static final Pattern LOOPBACK =
      Pattern.compile("(localhost|127\\.[0-9.]+|\\[::1]|0\\.0\\.0\\.0|\\[::]):\\d+");

  /**
   * Makes an invitation.
   *
   * @param reachedAt the service's address for other hosts; empty for the one that this host uses
   * @throws io.pim.cli.output.CommandFailure when other hosts could not reach the service, or a
   *     file of the configuration cannot be read
   */
  public Invitation invite(ServiceAddress service, Optional<String> reachedAt, Instant expires)
      throws IOException {
    if (service.isOwn()) {
      throw Complaint.of(ExitStatus.USAGE, "PIM's own service on this host is for this host only.")
          .at(service)
          .because("other hosts need a shared Temporal service")
          .advise("Set one up first: docs/guides/several-hosts.md says how.")
          .failure();
    }
    String address = reachedAt.orElse(service.target());
    if (reachedAt.isEmpty() && LOOPBACK.matcher(address).matches()) {
      throw Complaint.of(ExitStatus.USAGE, "Other hosts cannot reach the service at " + address)
          .because("the address leads each host to itself")
          .advise("Name the one that leads to the service: --address HOST:PORT")
          .failure();
    }
    ClientConfigProfile profile = service.profile();
    Optional<String> apiKey = Optional.ofNullable(profile.getApiKey()).filter(k -> !k.isBlank());
    Invitation made =
        new Invitation(
            pimVersion,
            expires,
            address,
            service.namespace(),
            apiKey,
            tls(profile.getTls(), apiKey.isPresent()),
            key(),
            sharedStore(),
            storeAccess);
    // Applies the reader's rules: an invitation that a new host would refuse is never written.
    return InvitationYaml.read(InvitationYaml.text(made), "the invitation of this configuration");
  }

  private String key() throws IOException {
    // Made here when this host has none yet, so that both have the same one.
    Sealer.withKeyFile(sealKey);
    return Base64.getEncoder().encodeToString(Files.readAllBytes(sealKey));
  }

  private Map<String, Object> sharedStore() {
    Map<String, Object> shared = new LinkedHashMap<>();
    store
        .entries()
        .forEach(
            (key, value) -> {
              boolean isDefault = value.origin().file().equals(DefaultSettings.SHOWN);
              if (!isDefault && !OF_ONE_HOST.contains(key)) {
                shared.put(key, value.plain());
              }
            });
    return shared;
  }

  /** An API key implies TLS, as in Temporal's own tools. */
  private static Optional<TlsFiles> tls(ClientConfigTLS tls, boolean apiKey) {
    if (tls == null) {
      return apiKey
          ? Optional.of(
              new TlsFiles(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()))
          : Optional.empty();
    }
    if (Boolean.TRUE.equals(tls.isDisabled())) {
      return Optional.empty();
    }
    if (Boolean.TRUE.equals(tls.isDisableHostVerification())) {
      throw Complaint.of(ExitStatus.USAGE, "This host does not check the service's certificate.")
          .because("disable_host_verification is set, and an invitation cannot hold it")
          .advise("Set server_name or a CA certificate in temporal.toml instead.")
          .failure();
    }
    return Optional.of(
        new TlsFiles(
            pem(tls.getServerCACertData(), tls.getServerCACertPath()),
            pem(tls.getClientCertData(), tls.getClientCertPath()),
            pem(tls.getClientKeyData(), tls.getClientKeyPath()),
            Optional.ofNullable(tls.getServerName()).filter(name -> !name.isBlank())));
  }

  private static Optional<String> pem(byte[] data, String path) {
    if (data != null && data.length > 0) {
      return Optional.of(new String(data, StandardCharsets.UTF_8));
    }
    if (path == null || path.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(Path.of(path)));
    } catch (IOException e) {
      throw Complaint.of(ExitStatus.FAILED, "A TLS file of the configuration cannot be read.")
          .at(path)
          .because(e.toString())
          .advise("Fix the path in temporal.toml or the TEMPORAL_TLS_ variables.")
          .failure(e);
    }
  }
}
