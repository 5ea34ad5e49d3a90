package io.pim.worker.metrics;

import io.pim.model.plan.StepKind;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The label {@code step} of an activity. The names are a fixed set, because a label with a person's
 * words (a script's name) would make a new series for each of them.
 */
final class StepNames {
  /** The activities that do the steps of builds. */
  static final Map<String, StepKind> OF_BUILDS =
      Map.ofEntries(
          Map.entry("Claim", StepKind.CLAIM),
          Map.entry("Look", StepKind.CACHE),
          Map.entry("FetchIso", StepKind.ISO),
          Map.entry("CreateDisk", StepKind.DISK),
          Map.entry("Install", StepKind.INSTALL),
          Map.entry("Boot", StepKind.BOOT),
          Map.entry("WaitForSsh", StepKind.SSH),
          Map.entry("RunScript", StepKind.SCRIPT),
          Map.entry("FinalizeSystem", StepKind.FINALIZE),
          Map.entry("ShutDown", StepKind.SHUTDOWN),
          Map.entry("Flatten", StepKind.FLATTEN),
          Map.entry("Verify", StepKind.VERIFY),
          Map.entry("Register", StepKind.REGISTER),
          Map.entry("StorePush", StepKind.PUSH));

  /** The activities that do the steps of deployments. */
  static final Set<String> OF_DEPLOYMENTS =
      Set.of(
          "DeployResolve",
          "DeployCheck",
          "DeployConvert",
          "DeployUpload",
          "DeployCreate",
          "DeployTrial",
          "DeploySwitchTo",
          "DeployRecord",
          "DeployPrune");

  private StepNames() {}

  /** {@code install}, {@code deploy_upload}; empty for an activity that is not a step. */
  static Optional<String> of(String activityType) {
    if (OF_DEPLOYMENTS.contains(activityType)) {
      return Optional.of(lower(activityType.replaceAll("(?<=.)(?=[A-Z])", "_")));
    }
    return Optional.ofNullable(OF_BUILDS.get(activityType)).map(kind -> lower(kind.name()));
  }

  static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
