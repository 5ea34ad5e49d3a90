package io.pim.activities.store;

import io.pim.activities.step.StepRunner;
import io.pim.host.image.Progress;
import io.pim.host.remote.PushedImage;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import io.pim.model.store.StoreAddress;
import io.pim.workflows.activity.PushOrder;
import io.pim.workflows.activity.StoreActivities;
import java.io.IOException;

/** Pushes images of this host. */
public final class StoreActivitiesImpl implements StoreActivities {
  private final StepRunner runner;
  private final Registry registry;
  private final Pusher pusher;

  /** Pushes to a store. */
  @FunctionalInterface
  public interface Pusher {
    PushedImage push(StoreAddress store, ImageEntry image, Progress progress)
        throws IOException, InterruptedException;
  }

  public StoreActivitiesImpl(StepRunner runner, Registry registry, Pusher pusher) {
    this.runner = runner;
    this.registry = registry;
    this.pusher = pusher;
  }

  @Override
  public String push(PushOrder order) {
    return runner.guarded(
        "push", heartbeat -> pusher.push(order.store(), image(order), heartbeat::fraction).place());
  }

  private ImageEntry image(PushOrder order) throws IOException {
    return registry.list().stream()
        .filter(its -> its.name().equals(order.image()))
        .findFirst()
        .orElseThrow(
            () ->
                BuildFailure.of(
                        FailureKind.IMAGE_UNAVAILABLE,
                        "Image " + order.image() + " is not in this host's registry.")
                    .todo("Build again; pim image list shows what there is.")
                    .build());
  }
}
