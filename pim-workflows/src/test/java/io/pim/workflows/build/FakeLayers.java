package io.pim.workflows.build;

import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The layers that a {@link FakeHost} has, and those it made. */
final class FakeLayers {
  private final List<StepKey> produced = Collections.synchronizedList(new ArrayList<>());
  private final Set<StepKey> there = ConcurrentHashMap.newKeySet();
  private final Set<StepKey> unsteady = ConcurrentHashMap.newKeySet();
  private Optional<String> claimed = Optional.empty();

  void clear() {
    unsteady.clear();
    produced.clear();
    there.clear();
    claimed = Optional.empty();
  }

  /** Has the newest layer be a step's, whatever there is. */
  void claim(String step) {
    claimed = Optional.of(step);
  }

  void add(Collection<StepKey> keys) {
    there.addAll(keys);
  }

  void lose(StepKey key) {
    there.remove(key);
  }

  /** Has a layer be gone each time that a build is set back. */
  void loseWhenSetBack(StepKey key) {
    unsteady.add(key);
  }

  void setBack() {
    there.removeAll(unsteady);
  }

  void make(StepKey key) {
    there.add(key);
    produced.add(key);
  }

  /** The layers made here, in order, each time that one was made. */
  List<StepKey> produced() {
    return List.copyOf(produced);
  }

  /** The step of a plan whose layer is the newest. */
  Optional<String> newest(Plan plan) {
    return claimed.or(
        () ->
            plan.layerSteps().stream()
                .filter(step -> there.contains(step.requiredKey()))
                .reduce((older, newer) -> newer)
                .map(PlanStep::name));
  }
}
