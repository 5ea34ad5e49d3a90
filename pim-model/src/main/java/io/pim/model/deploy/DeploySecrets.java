package io.pim.model.deploy;

import java.util.Map;
import java.util.Optional;

/**
 * The secret values of a target's settings; they travel and rest sealed.
 *
 * @param values by the setting's path, such as {@code token} or {@code ssh.password}
 */
public record DeploySecrets(Map<String, String> values) {
  public static final DeploySecrets NONE = new DeploySecrets(Map.of());

  public DeploySecrets {
    values = Map.copyOf(values);
  }

  /** The value of the setting at {@code path}. */
  public Optional<String> get(String path) {
    return Optional.ofNullable(values.get(path));
  }

  @Override
  public String toString() {
    return "DeploySecrets(not shown)";
  }
}
