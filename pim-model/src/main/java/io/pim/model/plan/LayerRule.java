package io.pim.model.plan;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The single rule behind caching, recovery after a crash, retry, {@code --from} and {@code
 * --force}: a build continues from the newest step whose layer exists. For the step to redo and all
 * later steps, only layers made by this build count.
 *
 * @param redoFrom the name of the first step to redo; empty when every layer counts
 */
public record LayerRule(Plan plan, Optional<String> redoFrom) {
  /** Finds layers on a host. */
  @FunctionalInterface
  public interface Look<T> {
    /** The layer of a key. With {@code onlyOwn}, only a layer made by this build counts. */
    Optional<T> find(StepKey key, boolean onlyOwn) throws IOException, InterruptedException;
  }

  /** A step with its layer. */
  public record Found<T>(PlanStep step, T layer) {}

  /** Whether only this build's own results count for a step, be it a layer or an image. */
  public boolean onlyOwn(PlanStep step) {
    if (redoFrom.isEmpty()) {
      return false;
    }
    for (PlanStep candidate : plan.steps()) {
      if (candidate.name().equals(redoFrom.get())) {
        return true;
      }
      if (candidate.name().equals(step.name())) {
        // The plan of a retry may lack the step; then no results of other builds count.
        return plan.step(redoFrom.get()).isEmpty();
      }
    }
    return true;
  }

  /** Whether an image made by another build counts. */
  public boolean anyImage() {
    return redoFrom.isEmpty();
  }

  /**
   * The newest layer. It contains everything below it, so no other layer is needed.
   *
   * @param among steps that leave layers, in the plan's order
   */
  public <T> Optional<Found<T>> newest(List<PlanStep> among, Look<T> look)
      throws IOException, InterruptedException {
    for (int i = among.size() - 1; i >= 0; i--) {
      PlanStep step = among.get(i);
      Optional<T> layer = look.find(step.requiredKey(), onlyOwn(step));
      if (layer.isPresent()) {
        return Optional.of(new Found<>(step, layer.get()));
      }
    }
    return Optional.empty();
  }
}
