package io.pim.model.plan;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One step of a plan.
 *
 * @param name unique in the plan and what people type: {@code install}, {@code script:base}
 * @param key what the disk state after it is called; empty for a step that leaves nothing behind
 * @param inputs what the key is made of, by name: a digest or a short value, never a secret
 */
public record PlanStep(
    StepKind kind, String name, Optional<StepKey> key, SortedMap<String, String> inputs) {

  public PlanStep {
    inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
  }

  /**
   * The key of a step that has one.
   *
   * @throws IllegalStateException for a step that leaves nothing behind
   */
  public StepKey requiredKey() {
    return key.orElseThrow(() -> new IllegalStateException("step " + name + " has no key"));
  }
}
