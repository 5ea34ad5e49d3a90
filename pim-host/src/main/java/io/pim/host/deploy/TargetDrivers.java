package io.pim.host.deploy;

import io.pim.model.deploy.DeploySecrets;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.target.TargetSettings;
import io.pim.model.target.TargetType;
import java.util.EnumMap;
import java.util.Map;

/** The drivers by type of target. */
public final class TargetDrivers {
  private final Map<TargetType, Factory> factories;

  /** Opens a target of one type. */
  @FunctionalInterface
  public interface Factory {
    /**
     * Opens a target without connecting.
     *
     * @param name of the target, as in {@code targets.d}
     */
    TargetDriver open(String name, TargetSettings settings, DeploySecrets secrets);
  }

  public TargetDrivers(Map<TargetType, Factory> factories) {
    this.factories = new EnumMap<>(factories);
  }

  /**
   * Opens a target without connecting.
   *
   * @throws BuildFailure TARGET_REFUSED when this PIM has no driver for its type
   */
  public TargetDriver open(String name, TargetSettings settings, DeploySecrets secrets) {
    Factory factory = factories.get(settings.type());
    if (factory == null) {
      throw BuildFailure.of(
              FailureKind.TARGET_REFUSED,
              "This PIM cannot deploy to targets of type " + settings.type() + " yet.")
          .where("target " + name)
          .todo("Use a target of another type: " + factories.keySet())
          .build();
    }
    return factory.open(name, settings, secrets);
  }
}
