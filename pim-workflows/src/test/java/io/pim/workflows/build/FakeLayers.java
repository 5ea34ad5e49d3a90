package io.pim.workflows.build;

import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The layers that a {@link FakeHost} has, and those that it made. */
final class FakeLayers {
  private final List<StepKey> produced = Collections.synchronizedList(new ArrayList<>());
  private final Map<StepKey, List<String>> there = new ConcurrentHashMap<>();
  private final Set<StepKey> unsteady = ConcurrentHashMap.newKeySet();
  private Optional<String> claimed = Optional.empty();

  void clear() {
    unsteady.clear();
    produced.clear();
    there.clear();
    claimed = Optional.empty();
  }

  /** Reports a step's layer as the newest one, even if there is none. */
  void claim(String step) {
    claimed = Optional.of(step);
  }

  /** Adds layers of another build, each with the contents of its disk. */
  void add(Map<StepKey, List<String>> layers) {
    there.putAll(layers);
  }

  /** All existing layers. */
  Map<StepKey, List<String>> all() {
    return Map.copyOf(there);
  }

  /** The contents of a layer; empty for one that is only reported. */
  List<String> content(StepKey key) {
    return there.getOrDefault(key, List.of());
  }

  void lose(StepKey key) {
    there.remove(key);
  }

  /** Loses a layer each time the build is set back. */
  void loseWhenSetBack(StepKey key) {
    unsteady.add(key);
  }

  void setBack() {
    there.keySet().removeAll(unsteady);
  }

  void make(StepKey key, List<String> content) {
    there.put(key, content);
    produced.add(key);
  }

  /** The layers made here, in order, once for each time that one was made. */
  List<StepKey> produced() {
    return List.copyOf(produced);
  }

  /** The step of a plan whose layer is the newest. */
  Optional<String> newest(Plan plan) {
    return claimed.or(
        () ->
            plan.layerSteps().stream()
                .filter(step -> there.containsKey(step.requiredKey()))
                .reduce((older, newer) -> newer)
                .map(PlanStep::name));
  }
}
