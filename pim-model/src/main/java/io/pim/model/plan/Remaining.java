package io.pim.model.plan;

import java.util.Optional;

/**
 * What of a plan remains to be done, once the host has a layer.
 *
 * @param newest the step whose layer is the newest; empty where there is none
 */
public record Remaining(Plan plan, Optional<PlanStep> newest) {
  /** What becomes of a step. */
  public enum Fate {
    TODO("to do"),
    /** Its layer, or a newer one, is there. */
    CACHED("cached"),
    /** It only leads to a layer that is there. */
    NOT_NEEDED("not needed");

    private final String title;

    Fate(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }
  }

  /** What becomes of a step of the plan. */
  public Fate of(PlanStep step) {
    if (newest.isEmpty()) {
      return Fate.TODO;
    }
    boolean onlyTheImageIsMissing = newest.get().kind() == StepKind.FINALIZE;
    return switch (step.kind()) {
      case ISO, DISK -> Fate.NOT_NEEDED;
      case INSTALL, SCRIPT, FINALIZE -> isUnder(step) ? Fate.CACHED : Fate.TODO;
      case BOOT, SSH, SHUTDOWN -> onlyTheImageIsMissing ? Fate.NOT_NEEDED : Fate.TODO;
      case CLAIM, CACHE, FLATTEN, VERIFY, REGISTER, UNKNOWN -> Fate.TODO;
    };
  }

  /** Whether the newest layer is the step's, or stands on it. */
  private boolean isUnder(PlanStep step) {
    return plan.steps().indexOf(step) <= plan.steps().indexOf(newest.orElseThrow());
  }
}
