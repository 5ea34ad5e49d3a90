package io.pim.cli.plan;

import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKey;
import io.pim.model.plan.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Builds the chain of steps; each key covers the step's inputs and the key before it. */
final class StepChain {
  private final List<PlanStep> steps = new ArrayList<>();
  private Optional<StepKey> last = Optional.empty();

  /** Adds a step that leaves nothing behind. */
  StepChain plain(StepKind kind) {
    steps.add(new PlanStep(kind, name(kind), Optional.empty(), new TreeMap<>()));
    return this;
  }

  /** Adds a step whose key covers {@code inputs}. */
  StepChain keyed(StepKind kind, SortedMap<String, String> inputs) {
    return keyed(kind, name(kind), inputs);
  }

  StepChain keyed(StepKind kind, String name, SortedMap<String, String> inputs) {
    StepKey key = StepKey.derive(last, kind, inputs);
    steps.add(new PlanStep(kind, name, Optional.of(key), inputs));
    last = Optional.of(key);
    return this;
  }

  StepKey lastKey() {
    return last.orElseThrow();
  }

  List<PlanStep> steps() {
    return List.copyOf(steps);
  }

  private static String name(StepKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
