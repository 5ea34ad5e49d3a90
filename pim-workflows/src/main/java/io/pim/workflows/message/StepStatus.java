package io.pim.workflows.message;

import io.pim.model.plan.StepKey;
import io.pim.model.plan.StepKind;
import java.time.Instant;
import java.util.Optional;

/**
 * One step of a build, for people.
 *
 * @param note the result of the step in one line; may be empty
 */
public record StepStatus(
    String name,
    StepKind kind,
    Optional<StepKey> key,
    StepState state,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    String note) {

  /** A step that has not begun. */
  public static StepStatus todo(String name, StepKind kind, Optional<StepKey> key) {
    return new StepStatus(name, kind, key, StepState.TODO, Optional.empty(), Optional.empty(), "");
  }
}
