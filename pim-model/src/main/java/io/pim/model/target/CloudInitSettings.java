package io.pim.model.target;

import io.pim.model.config.ConfigMap;
import io.pim.model.config.ListRule;
import io.pim.model.config.Rule;
import io.pim.model.config.Rules;
import io.pim.model.config.Schema;
import java.util.List;
import java.util.Optional;

/**
 * The settings that cloud-init gives a machine at its first start.
 *
 * @param user the user with the keys and sudo; empty for the image's default user
 * @param authorizedKeys public keys that may log in
 */
public record CloudInitSettings(Optional<String> user, List<String> authorizedKeys) {
  static final String AUTHORIZED_KEYS = "authorized_keys";
  private static final String USER = "user";

  private static final Rule<String> USER_NAME =
      Rules.matching("must be the name of a user", "[a-z_][a-z0-9_-]{0,31}");
  private static final Rule<List<String>> KEYS =
      ListRule.of(
          Rules.matching(
              "must be a public key, such as ssh-ed25519 AAAA...",
              "[a-z0-9@.-]+ [A-Za-z0-9+/=]+( [\\x20-\\x7e]*)?"));

  static final Schema SCHEMA = Schema.closed().field(USER, USER_NAME).field(AUTHORIZED_KEYS, KEYS);

  static CloudInitSettings of(ConfigMap section) {
    return new CloudInitSettings(
        section.get(USER, USER_NAME), section.get(AUTHORIZED_KEYS, KEYS).orElse(List.of()));
  }
}
