package io.pim.model.target;

import io.pim.model.config.ConfigMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One target of {@code targets.d}, without a mistake.
 *
 * @param tree its merged settings as they are written
 */
public record Target(String name, ConfigMap tree) {
  public TargetSettings settings() {
    return TargetSettings.of(tree);
  }

  public TargetType type() {
    return settings().type();
  }

  /**
   * The settings without secrets and without the places of secrets, as a plan carries them. {@link
   * TargetSettings#read} reads them.
   */
  public Map<String, Object> plain() {
    return TargetSecrets.without(tree).plain();
  }

  /**
   * The sources of the target's secrets, by the keys that the types define: {@link
   * ProxmoxTarget#TOKEN}, {@link OciTarget#LOGIN}. A secret that no file mentions is left out.
   */
  public Map<String, SecretSource> secrets() {
    return new LinkedHashMap<>(TargetSecrets.of(tree));
  }

  @Override
  public String toString() {
    return "Target[" + name + "]";
  }
}
