package io.pim.model.plan;

import java.util.Optional;

/**
 * The part of a plan that is left to do on a host with a given newest layer.
 *
 * @param newest the step of the newest layer; empty when there is no layer
 */
public record Remaining(Plan plan, Optional<PlanStep> newest) {
  /** Whether a step runs, and if not, why. */
  public enum Fate {
    TODO("to do"),
    /** The step's layer or a newer one exists. */
    CACHED("cached"),
    /** The step only prepares a layer that exists. */
    NOT_NEEDED("not needed");

    private final String title;

    Fate(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }
  }

  /** The fate of a step of the plan. */
  public Fate of(PlanStep step) {
    if (newest.isEmpty()) {
      return Fate.TODO;
    }
    boolean onlyTheImageIsMissing = newest.get().kind() == StepKind.FINALIZE;
    return switch (step.kind()) {
      case ISO, DISK -> Fate.NOT_NEEDED;
      case INSTALL, SCRIPT, FINALIZE -> isUnder(step) ? Fate.CACHED : Fate.TODO;
      case BOOT, SSH, SHUTDOWN -> onlyTheImageIsMissing ? Fate.NOT_NEEDED : Fate.TODO;
      case CLAIM, CACHE, FLATTEN, VERIFY, REGISTER, PUSH, UNKNOWN -> Fate.TODO;
    };
  }

  /** Whether the newest layer is the step's own or stands on it. */
  private boolean isUnder(PlanStep step) {
    return plan.steps().indexOf(step) <= plan.steps().indexOf(newest.orElseThrow());
  }
}
