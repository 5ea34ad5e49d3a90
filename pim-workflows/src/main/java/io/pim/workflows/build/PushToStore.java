package io.pim.workflows.build;

import io.pim.workflows.activity.ActivityLimits;
import io.pim.workflows.activity.PushOrder;
import io.pim.workflows.activity.StoreActivities;
import io.pim.workflows.failure.Failures;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.StorePush;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Workflow;

/**
 * Pushes the image of a finished build to the shared store. The image exists whether that works or
 * not, so a failed push is only reported.
 */
final class PushToStore {
  /** Builds of an older PIM have no push in their histories. */
  private static final String CHANGE = "push-to-store";

  private final BuildRequest request;
  private final BuildProgress progress;

  PushToStore(BuildRequest request, BuildProgress progress) {
    this.request = request;
    this.progress = progress;
  }

  /** Pushes the image, if the request has a store. */
  BuildResult push(BuildResult image) {
    if (request.store().isEmpty()
        || Workflow.getVersion(CHANGE, Workflow.DEFAULT_VERSION, 1) == Workflow.DEFAULT_VERSION) {
      return image;
    }
    progress.pushing();
    StorePush push = push(order(image), image.host());
    progress.pushed(push);
    return image.pushed(push);
  }

  private PushOrder order(BuildResult image) {
    return new PushOrder(request.buildId(), image.image(), request.store().orElseThrow());
  }

  private StorePush push(PushOrder order, String host) {
    try {
      return StorePush.of(
          Workflow.newActivityStub(
                  StoreActivities.class,
                  ActivityLimits.push(host, ActivityLimits.hostAnswer(request)))
              .push(order));
    } catch (ActivityFailure e) {
      if (e.getCause() instanceof CanceledFailure) {
        throw e;
      }
      return StorePush.not(order.store().toString(), Failures.of(e, host).what());
    }
  }
}
