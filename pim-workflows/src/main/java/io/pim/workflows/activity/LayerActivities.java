package io.pim.workflows.activity;

import io.temporal.activity.ActivityInterface;

/** Shares the layers of builds; runs on the host that has them, or needs them. */
@ActivityInterface(namePrefix = "Layer")
public interface LayerActivities {
  /**
   * Pushes a layer with those below it. Another call sends only what the store lacks.
   *
   * @return the result, one line
   */
  String push(LayerOrder order);

  /** Takes the newest layer of the plan that the store has and the host lacks. */
  TakenLayers take(TakeOver from);
}
