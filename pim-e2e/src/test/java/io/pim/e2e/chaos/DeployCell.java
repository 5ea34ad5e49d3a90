package io.pim.e2e.chaos;

import io.pim.model.deploy.DeployStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A deployment during which a process dies at a step. */
record DeployCell(Victim victim, TargetKind target, DeployStep step) {
  /** The process that dies. */
  enum Victim {
    WORKER,
    SERVER,
    CLI,
    /** The server of the target; it restarts at once. */
    TARGET;

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Every victim at every step of each target. */
  static List<DeployCell> all() {
    List<DeployCell> cells = new ArrayList<>();
    for (TargetKind target : TargetKind.values()) {
      for (Victim victim : target.victims()) {
        target.steps().forEach(step -> cells.add(new DeployCell(victim, target, step)));
      }
    }
    return cells;
  }

  /** The name by which people select it, after the victim's name: {@code worker/pve-upload}. */
  String moment() {
    return target.id() + "-" + step.id();
  }

  String name() {
    return victim.id() + "/" + moment();
  }
}
