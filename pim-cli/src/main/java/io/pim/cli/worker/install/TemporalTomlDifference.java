package io.pim.cli.worker.install;

import io.temporal.envconfig.ClientConfig;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.envconfig.ClientConfigTLS;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Compares the profile {@code default} of two temporal.toml files. Never shows an API key. */
final class TemporalTomlDifference {
  private static final String PROFILE = "default";

  private final Path path;
  private final List<String> found = new ArrayList<>();

  private TemporalTomlDifference(Path path) {
    this.path = path;
  }

  /** The differences of the existing file; empty if both mean the same. */
  static List<String> between(Path path, byte[] existing, byte[] wanted) {
    TemporalTomlDifference difference = new TemporalTomlDifference(path);
    try {
      difference.compare(profile(existing), profile(wanted).orElseThrow());
    } catch (IOException | RuntimeException e) {
      return List.of(path + " cannot be read as Temporal's configuration");
    }
    return difference.found;
  }

  private static Optional<ClientConfigProfile> profile(byte[] toml) throws IOException {
    return Optional.ofNullable(ClientConfig.fromToml(toml).getProfiles().get(PROFILE));
  }

  private void compare(Optional<ClientConfigProfile> existing, ClientConfigProfile wanted) {
    if (existing.isEmpty()) {
      found.add(path + " has no profile named default");
      return;
    }
    ClientConfigProfile has = existing.get();
    shown("the address", has.getAddress(), wanted.getAddress());
    shown("the namespace", has.getNamespace(), wanted.getNamespace());
    if (!text(has.getApiKey()).equals(text(wanted.getApiKey()))) {
      found.add(path + " has another API key than the invitation, or one of them has none");
    }
    ClientConfigTLS hasTls = tls(has);
    ClientConfigTLS wantedTls = tls(wanted);
    if ((has.getTls() == null) != (wanted.getTls() == null)) {
      found.add(
          path
              + (has.getTls() == null ? " is without TLS" : " is with TLS")
              + ", unlike the invitation");
    }
    shown("the CA's file", hasTls.getServerCACertPath(), wantedTls.getServerCACertPath());
    shown("the certificate's file", hasTls.getClientCertPath(), wantedTls.getClientCertPath());
    shown("the key's file", hasTls.getClientKeyPath(), wantedTls.getClientKeyPath());
    shown("the server's name", hasTls.getServerName(), wantedTls.getServerName());
  }

  private static ClientConfigTLS tls(ClientConfigProfile profile) {
    return Objects.requireNonNullElseGet(profile.getTls(), ClientConfigTLS::getDefaultInstance);
  }

  private void shown(String what, String has, String wanted) {
    if (!text(has).equals(text(wanted))) {
      found.add(
          path + " has " + what + " " + orNone(has) + ", and the invitation " + orNone(wanted));
    }
  }

  private static String text(String value) {
    return value == null ? "" : value;
  }

  private static String orNone(String value) {
    return text(value).isEmpty() ? "none" : value;
  }
}
