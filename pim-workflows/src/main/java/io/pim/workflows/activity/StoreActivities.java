package io.pim.workflows.activity;

import io.temporal.activity.ActivityInterface;

/** Pushes to the shared store; runs on the host that has the image. */
@ActivityInterface(namePrefix = "Store")
public interface StoreActivities {
  /**
   * Pushes a registered image. Another call sends only what the store lacks.
   *
   * @return the image's address in the store
   */
  String push(PushOrder order);
}
