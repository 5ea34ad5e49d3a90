package io.pim.model.target;

import io.pim.model.config.ConfigMap;
import io.pim.model.config.Rule;
import io.pim.model.config.Rules;
import io.pim.model.config.Schema;
import io.pim.model.store.StoreAddress;
import java.util.Optional;

/**
 * A repository of an OCI registry; the image's name there is its tag.
 *
 * @param plainHttp whether connections to the registry use no TLS
 * @param certificate how the registry's certificate is checked
 * @param username the login name; empty for no login
 * @param containerDisk whether to push the image as a container disk, which KubeVirt boots
 */
public record OciTarget(
    CommonSettings common,
    String repository,
    boolean plainHttp,
    CertificateCheck certificate,
    Optional<String> username,
    boolean containerDisk)
    implements TargetSettings {

  /** The key of the password among a deployment's secrets. */
  public static final String LOGIN = "login";

  static final String PASSWORD = "password";

  private static final String REPOSITORY = "repository";
  private static final String PLAIN_HTTP = "plain_http";
  private static final String USERNAME = "username";
  private static final String CONTAINERDISK = "containerdisk";

  private static final Rule<String> REPOSITORY_NAME =
      Rules.matching(
          "must be a repository with its registry and without a tag, such as"
              + " registry.example.org/team/images",
          StoreAddress.REPOSITORY);

  static final Schema LOGIN_SCHEMA =
      Schema.closed().field(USERNAME, Rules.WORDS).field(PASSWORD, new SecretRule());

  static final TypeSchema SCHEMA =
      TypeSchema.begin()
          .field(REPOSITORY, REPOSITORY_NAME)
          .field(PLAIN_HTTP, TargetRules.YES_NO)
          .field(CertificateCheck.CA_FILE, TargetRules.PATH)
          .field(CertificateCheck.FINGERPRINT, CertificateCheck.FINGERPRINT_RULE)
          .field(CertificateCheck.INSECURE, TargetRules.YES_NO)
          .section(LOGIN, LOGIN_SCHEMA)
          .field(CONTAINERDISK, TargetRules.YES_NO)
          .need(REPOSITORY, "the repository with its registry, such as registry.example.org/images")
          .also(CertificateCheck::check)
          .also(
              (map, problems) -> {
                if (map.get(LOGIN).isPresent() && map.section(LOGIN).get(USERNAME).isEmpty()) {
                  problems.add(TypeSchema.missing(map.section(LOGIN), USERNAME, "the login name"));
                }
              });

  static OciTarget of(ConfigMap map) {
    return new OciTarget(
        CommonSettings.of(map),
        map.require(REPOSITORY, REPOSITORY_NAME),
        map.get(PLAIN_HTTP, TargetRules.YES_NO).orElse(false),
        CertificateCheck.of(map),
        map.section(LOGIN).get(USERNAME, Rules.WORDS),
        map.get(CONTAINERDISK, TargetRules.YES_NO).orElse(false));
  }

  @Override
  public TargetType type() {
    return TargetType.OCI;
  }
}
