package io.pim.cli.worker.install;

import io.pim.cli.worker.invitation.Invitation;
import io.pim.cli.worker.invitation.StoreAccess;
import io.pim.cli.worker.invitation.TlsFiles;
import io.pim.model.config.YamlWriter;
import io.temporal.envconfig.ClientConfig;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.envconfig.ClientConfigTLS;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files made from an invitation. Their names are PIM's own, never the invitation's. */
record JoinFiles(Machine machine, Layout layout, Invitation invitation) {
  private static final String HEAD = "# " + ExistingRules.MARK + " --join\n";

  List<Placed> steps() throws IOException {
    List<Placed> steps = new ArrayList<>();
    Path key = layout.folders().sealKey();
    steps.add(
        new FileStep(
            machine,
            "the key that all hosts share",
            key,
            Base64.getDecoder().decode(invitation.sealKey()),
            "rw-------",
            layout.owner(),
            ExistingRules.sealKey(key)));
    if (invitation.tls().isPresent()) {
      TlsFiles tls = invitation.tls().get();
      tls.ca().ifPresent(pem -> steps.add(pem("the CA's certificate", layout.ca(), pem)));
      tls.certificate()
          .ifPresent(pem -> steps.add(pem("the TLS certificate", layout.certificate(), pem)));
      tls.privateKey().ifPresent(pem -> steps.add(pem("the TLS key", layout.privateKey(), pem)));
    }
    Path toml = layout.temporalToml();
    steps.add(
        config(
            "the service's address and credentials",
            toml,
            new String(toml(), StandardCharsets.UTF_8),
            ExistingRules.temporalToml(toml)));
    StoreAccess access = invitation.storeAccess();
    access
        .ca()
        .ifPresent(
            pem -> steps.add(pem("the certificate of the store's CA", layout.storeCa(), pem)));
    access
        .login()
        .ifPresent(
            login ->
                steps.add(
                    new StoreLoginStep(
                        machine, layout, invitation.registry().orElseThrow(), login)));
    Path settings = layout.settings();
    steps.add(
        config(
            "PIM's settings",
            settings,
            settings(),
            ExistingRules.settings(settings, invitation, store())));
    return steps;
  }

  private FileStep pem(String purpose, Path path, String pem) {
    return new FileStep(
        machine,
        purpose,
        path,
        pem.getBytes(StandardCharsets.UTF_8),
        mode(),
        layout.keeper(),
        ExistingRules.exact(path, purpose.replaceFirst("^the ", "")));
  }

  private FileStep config(String purpose, Path path, String text, Existing.Rule rule) {
    return new FileStep(
        machine,
        purpose,
        path,
        (HEAD + text).getBytes(StandardCharsets.UTF_8),
        mode(),
        layout.keeper(),
        rule);
  }

  private String mode() {
    return layout.isOwnAccount() ? "rw-r-----" : "rw-------";
  }

  private byte[] toml() throws IOException {
    ClientConfigProfile.Builder profile =
        ClientConfigProfile.newBuilder()
            .setAddress(invitation.address())
            .setNamespace(invitation.namespace());
    invitation.apiKey().ifPresent(profile::setApiKey);
    invitation.tls().map(this::tls).ifPresent(profile::setTls);
    return ClientConfig.toTomlAsBytes(
        ClientConfig.newBuilder().putProfile("default", profile.build()).build());
  }

  private ClientConfigTLS tls(TlsFiles tls) {
    ClientConfigTLS.Builder options = ClientConfigTLS.newBuilder().setDisabled(false);
    tls.serverName().ifPresent(options::setServerName);
    tls.ca().ifPresent(pem -> options.setServerCACertPath(layout.ca().toString()));
    tls.certificate().ifPresent(pem -> options.setClientCertPath(layout.certificate().toString()));
    tls.privateKey().ifPresent(pem -> options.setClientKeyPath(layout.privateKey().toString()));
    return options.build();
  }

  private String settings() {
    return store().isEmpty()
        ? "# The service is in " + layout.temporalToml() + "\n"
        : YamlWriter.text(Map.of("store", store()));
  }

  /** The store's settings, which name the file of authorities on this host. */
  private Map<String, Object> store() {
    Map<String, Object> store = new LinkedHashMap<>(invitation.store());
    if (invitation.storeAccess().ca().isPresent()) {
      store.put("ca_file", layout.storeCa().toString());
    }
    return store;
  }
}
