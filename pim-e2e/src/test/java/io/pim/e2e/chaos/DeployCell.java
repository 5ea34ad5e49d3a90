package io.pim.e2e.chaos;

import io.pim.model.deploy.DeployStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A deployment to a target of which something dies at a step.
 *
 * @param target the name of the target
 */
record DeployCell(Victim victim, String target, DeployStep step) {
  static final String FOLDER = "shelf";
  static final String CLUSTER = "pve";

  private static final List<DeployStep> STEPS =
      List.of(
          DeployStep.RESOLVE,
          DeployStep.CHECK,
          DeployStep.CONVERT,
          DeployStep.UPLOAD,
          DeployStep.CREATE,
          DeployStep.TRY,
          DeployStep.SWITCH,
          DeployStep.RECORD,
          DeployStep.PRUNE);

  /** What dies. */
  enum Victim {
    WORKER,
    SERVER,
    CLI,
    /** The target's API, which comes back at once. */
    TARGET;

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Every victim at every step of each target; a folder has nobody who could die. */
  static List<DeployCell> all() {
    List<DeployCell> cells = new ArrayList<>();
    for (String target : List.of(FOLDER, CLUSTER)) {
      for (Victim victim : Victim.values()) {
        for (DeployStep step : STEPS) {
          boolean fits =
              target.equals(CLUSTER) || (victim != Victim.TARGET && step != DeployStep.TRY);
          if (fits) {
            cells.add(new DeployCell(victim, target, step));
          }
        }
      }
    }
    return cells;
  }

  /** The name by which people select it, after the victim's: {@code worker/pve-upload}. */
  String moment() {
    return target + "-" + step.id();
  }

  String name() {
    return victim.id() + "/" + moment();
  }
}
