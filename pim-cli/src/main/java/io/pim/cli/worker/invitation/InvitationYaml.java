package io.pim.cli.worker.invitation;

import io.pim.model.config.ConfigMap;
import io.pim.model.config.Origin;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import io.pim.model.config.Rule;
import io.pim.model.config.SettingsSchema;
import io.pim.model.config.YamlReader;
import io.pim.model.config.YamlWriter;
import io.pim.tools.oci.RegistryLogin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An invitation as a YAML file; docs/files.md describes each field. */
public final class InvitationYaml {
  private static final String HEAD =
      """
      # An invitation to a PIM service. It holds keys: whoever has it can do what a host of the service
      # can. Use it on the new host with: sudo pim worker install --join FILE
      # Then delete it.
      """;

  private InvitationYaml() {}

  /** The text of the file. */
  public static String text(Invitation invitation) {
    Map<String, Object> service = new LinkedHashMap<>();
    service.put("address", invitation.address());
    service.put("namespace", invitation.namespace());
    service.put("tls", invitation.tls().isPresent());
    Map<String, Object> secrets = new LinkedHashMap<>();
    secrets.put("seal_key", invitation.sealKey());
    invitation.apiKey().ifPresent(key -> secrets.put("api_key", key));
    invitation
        .tls()
        .ifPresent(
            tls -> {
              tls.serverName().ifPresent(name -> service.put("server_name", name));
              tls.ca().ifPresent(pem -> service.put("ca", pem));
              tls.certificate().ifPresent(pem -> service.put("client_certificate", pem));
              tls.privateKey().ifPresent(pem -> secrets.put("client_key", pem));
            });
    StoreAccess access = invitation.storeAccess();
    access
        .login()
        .ifPresent(
            login -> {
              secrets.put("store_user", login.username());
              secrets.put("store_password", login.password());
            });
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("invitation", 1);
    all.put("pim_version", invitation.pimVersion());
    all.put("expires", invitation.expires().toString());
    all.put("service", service);
    all.put("secrets", secrets);
    if (!invitation.store().isEmpty()) {
      all.put("store", invitation.store());
    }
    access.ca().ifPresent(pem -> all.put("store_ca", pem));
    return HEAD + YamlWriter.text(all);
  }

  /**
   * Reads the text of an invitation, which may come from anywhere.
   *
   * @param shown the file's name in messages
   * @throws io.pim.model.config.ConfigProblems with every mistake in it
   */
  public static Invitation read(String text, String shown) {
    Problems problems = new Problems();
    Optional<ConfigMap> parsed = new YamlReader(problems).parse(text, shown);
    problems.throwIfAny();
    ConfigMap tree = parsed.orElseThrow();
    InvitationSchema.ALL.check(tree, problems);
    require(tree, problems);
    problems.throwIfAny();
    ConfigMap service = tree.section("service");
    ConfigMap secrets = tree.section("secrets");
    return new Invitation(
        tree.require("pim_version", InvitationSchema.VERSION),
        tree.require("expires", InvitationSchema.TIME),
        service.require("address", SettingsSchema.ADDRESS),
        service.require("namespace", InvitationSchema.NAMESPACE),
        secrets.get("api_key", InvitationSchema.API_KEY),
        service
            .get("tls", InvitationSchema.YES_NO)
            .filter(on -> on)
            .map(on -> tls(service, secrets)),
        secrets.require("seal_key", InvitationSchema.SEAL_KEY),
        tree.section("store").plain(),
        storeAccess(tree, secrets));
  }

  private static StoreAccess storeAccess(ConfigMap tree, ConfigMap secrets) {
    return new StoreAccess(
        tree.get("store_ca", InvitationSchema.CERTIFICATES),
        secrets
            .get("store_user", InvitationSchema.STORE_USER)
            .map(
                user ->
                    new RegistryLogin(
                        user, secrets.require("store_password", InvitationSchema.STORE_PASSWORD))));
  }

  private static TlsFiles tls(ConfigMap service, ConfigMap secrets) {
    return new TlsFiles(
        service.get("ca", InvitationSchema.CERTIFICATES),
        service.get("client_certificate", InvitationSchema.CERTIFICATES),
        secrets.get("client_key", InvitationSchema.PRIVATE_KEY),
        service.get("server_name", InvitationSchema.HOST_NAME));
  }

  private static void require(ConfigMap tree, Problems problems) {
    ConfigMap service = tree.section("service");
    ConfigMap secrets = tree.section("secrets");
    present(tree, "invitation", "", InvitationSchema.FORMAT, problems);
    present(tree, "pim_version", "", InvitationSchema.VERSION, problems);
    present(tree, "expires", "", InvitationSchema.TIME, problems);
    present(service, "address", "service.", SettingsSchema.ADDRESS, problems);
    present(service, "namespace", "service.", InvitationSchema.NAMESPACE, problems);
    present(secrets, "seal_key", "secrets.", InvitationSchema.SEAL_KEY, problems);
    boolean tls = service.get("tls", InvitationSchema.YES_NO).orElse(false);
    for (String key : List.of("server_name", "ca", "client_certificate")) {
      if (!tls && service.get(key).isPresent()) {
        problems.add(Problem.at(service.get(key).get().origin(), "requires tls: true", ""));
      }
    }
    if (service.get("client_certificate").isPresent() != secrets.get("client_key").isPresent()) {
      problems.add(
          Problem.at(
              tree.origin(),
              "must have both service.client_certificate and secrets.client_key",
              ""));
    }
    if (secrets.get("store_user").isPresent() != secrets.get("store_password").isPresent()) {
      problems.add(
          Problem.at(
              tree.origin(), "must have both secrets.store_user and secrets.store_password", ""));
    }
    boolean needsStore = tree.get("store_ca").isPresent() || secrets.get("store_user").isPresent();
    if (needsStore && tree.section("store").get("url").isEmpty()) {
      problems.add(
          Problem.at(tree.origin(), "must have store.url for secrets.store_user or store_ca", ""));
    }
  }

  private static void present(
      ConfigMap map, String key, String section, Rule<?> rule, Problems problems) {
    if (map.get(key).isEmpty()) {
      Origin place = new Origin(map.origin().file(), 0, section + key);
      problems.add(Problem.at(place, rule.wording(), "").advise("it is missing"));
    }
  }
}
