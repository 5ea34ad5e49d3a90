package io.pim.model.plan;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One step of a plan.
 *
 * @param name unique in the plan, and used in commands: {@code install}, {@code script:base}
 * @param key the name of the disk state after the step; empty for a step that leaves nothing behind
 * @param inputs the values that the key covers, by name: a digest or a short value, never a secret
 */
public record PlanStep(
    StepKind kind, String name, Optional<StepKey> key, SortedMap<String, String> inputs) {

  public PlanStep {
    inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
  }

  /**
   * The step's key.
   *
   * @throws IllegalStateException for a step that leaves nothing behind
   */
  public StepKey requiredKey() {
    return key.orElseThrow(() -> new IllegalStateException("step " + name + " has no key"));
  }
}
