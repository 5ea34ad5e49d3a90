package io.pim.workflows.build;

import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
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
 * Pushes the image of a finished build to the shared store. A store that does not take it is only
 * reported, because the image exists. A host that is lost before the store has the image takes it
 * away, so the build then continues on another host.
 */
final class PushToStore {
  /** Builds of an older PIM have no push in their histories, or end when it loses its host. */
  private static final String CHANGE = "push-to-store";

  private static final int CONTINUES_ELSEWHERE = 2;

  private final BuildRequest request;
  private final BuildProgress progress;

  PushToStore(BuildRequest request, BuildProgress progress) {
    this.request = request;
    this.progress = progress;
  }

  /**
   * Pushes the image, if the request has a store.
   *
   * @throws ActivityFailure if the host is lost
   */
  BuildResult push(BuildResult image) {
    if (request.store().isEmpty()) {
      return image;
    }
    int version = Workflow.getVersion(CHANGE, Workflow.DEFAULT_VERSION, CONTINUES_ELSEWHERE);
    if (version == Workflow.DEFAULT_VERSION) {
      return image;
    }
    progress.pushing();
    StorePush push = push(order(image), image.host(), version);
    progress.pushed(push);
    return image.pushed(push);
  }

  private PushOrder order(BuildResult image) {
    return new PushOrder(request.buildId(), image.image(), request.store().orElseThrow());
  }

  private StorePush push(PushOrder order, String host, int version) {
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
      FailureReport report = Failures.of(e, host);
      if (report.kind() == FailureKind.HOST_LOST && version >= CONTINUES_ELSEWHERE) {
        throw e;
      }
      return StorePush.not(order.store().toString(), report.what());
    }
  }
}
