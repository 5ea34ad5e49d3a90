package io.pim.model.plan;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The one rule of caching, going on after a crash, retrying, {@code --from} and {@code --force}: a
 * build goes on from the newest step whose layer is there, and of the step it is to redo and all
 * after it only layers of its own count.
 *
 * @param redoFrom the name of the first step to redo; empty where every layer counts
 */
public record LayerRule(Plan plan, Optional<String> redoFrom) {
  /** A look at the layers of a host. */
  @FunctionalInterface
  public interface Look<T> {
    /** The layer that a key names; where {@code onlyOwn}, only one that this build has made. */
    Optional<T> find(StepKey key, boolean onlyOwn) throws IOException, InterruptedException;
  }

  /** A step with its layer. */
  public record Found<T>(PlanStep step, T layer) {}

  /** Whether only what this build has made counts of a step, be it a layer or an image. */
  public boolean onlyOwn(PlanStep step) {
    if (redoFrom.isEmpty()) {
      return false;
    }
    for (PlanStep candidate : plan.steps()) {
      if (candidate.name().equals(redoFrom.get())) {
        return true;
      }
      if (candidate.name().equals(step.name())) {
        // A plan made since, for a retry, may lack the step: then nothing of others counts.
        return plan.step(redoFrom.get()).isEmpty();
      }
    }
    return true;
  }

  /** Whether an image that another build has made counts. */
  public boolean anyImage() {
    return redoFrom.isEmpty();
  }

  /**
   * The newest layer. It holds all that is under it, so nothing else has to be there.
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
