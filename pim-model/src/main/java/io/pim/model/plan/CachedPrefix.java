package io.pim.model.plan;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The one rule of caching, resuming and retrying: of the steps that leave layers, the longest run
 * from the start whose layers exist is done, and the rest is to do.
 */
public record CachedPrefix(List<PlanStep> done, List<PlanStep> todo) {
  public CachedPrefix {
    done = List.copyOf(done);
    todo = List.copyOf(todo);
  }

  /**
   * Splits a plan's layer steps.
   *
   * @param exists whether the layer that a key names is there; not asked behind the first gap,
   *     because a layer is of no use without those below it
   */
  public static CachedPrefix of(List<PlanStep> layerSteps, Predicate<StepKey> exists) {
    int length = 0;
    while (length < layerSteps.size() && exists.test(layerSteps.get(length).requiredKey())) {
      length++;
    }
    return new CachedPrefix(
        layerSteps.subList(0, length), layerSteps.subList(length, layerSteps.size()));
  }

  /** The step whose layer the build goes on from; empty where it starts with an empty disk. */
  public Optional<PlanStep> newest() {
    return done.isEmpty() ? Optional.empty() : Optional.of(done.get(done.size() - 1));
  }
}
