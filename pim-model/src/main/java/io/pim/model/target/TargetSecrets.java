package io.pim.model.target;

import io.pim.model.config.ConfigMap;
import io.pim.model.config.ConfigValue;
import java.util.LinkedHashMap;
import java.util.Map;

/** Separates the secrets of a target from its other settings. */
final class TargetSecrets {
  private static final SecretRule SOURCE = new SecretRule();
  private static final TokenRule TOKEN = new TokenRule();

  private TargetSecrets() {}

  static Map<String, SecretSource> of(ConfigMap tree) {
    Map<String, SecretSource> found = new LinkedHashMap<>();
    tree.get(ProxmoxTarget.TOKEN, TOKEN)
        .flatMap(TokenRule.Token::source)
        .ifPresent(source -> found.put(ProxmoxTarget.TOKEN, source));
    tree.section(OciTarget.LOGIN)
        .get(OciTarget.PASSWORD, SOURCE)
        .ifPresent(source -> found.put(OciTarget.LOGIN, source));
    return found;
  }

  /** The token keeps its id, and the login its name. */
  static ConfigMap without(ConfigMap tree) {
    ConfigMap rest = tree;
    if (tree.get(ProxmoxTarget.TOKEN).isPresent()) {
      rest = rest.without(ProxmoxTarget.TOKEN);
      ConfigMap token = tree.section(ProxmoxTarget.TOKEN);
      if (token.get(TokenRule.ID).isPresent()) {
        ConfigValue id = token.entries().get(TokenRule.ID);
        ConfigMap kept = new ConfigMap(token.origin(), Map.of(TokenRule.ID, id));
        rest = rest.with(ProxmoxTarget.TOKEN, kept);
      }
    }
    if (tree.get(OciTarget.LOGIN).isPresent()) {
      rest = rest.with(OciTarget.LOGIN, tree.section(OciTarget.LOGIN).without(OciTarget.PASSWORD));
    }
    return rest;
  }
}
