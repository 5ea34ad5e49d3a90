package io.pim.workflows.build;

import io.pim.model.failure.FailureKind;
import io.pim.model.plan.PlanStep;
import io.pim.workflows.activity.ActivityLimits;
import io.pim.workflows.activity.LayerActivities;
import io.pim.workflows.activity.LayerOrder;
import io.pim.workflows.activity.TakeOver;
import io.pim.workflows.activity.TakenLayers;
import io.pim.workflows.failure.Failures;
import io.pim.workflows.message.BuildRequest;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.Optional;

/**
 * Shares the layers of a build through the store: pushes them beside the steps that follow, and
 * takes them on the host where the build continues. Neither ever fails or delays a build: a missing
 * layer is made again.
 */
final class SharedLayers {
  /** Builds of an older PIM share no layers in their histories. */
  private static final String CHANGE = "share-layers";

  /** The newest layer that waits for its push. A push sends the layers below as well. */
  private Optional<Push> next = Optional.empty();

  /** Present while a push is under way. */
  private Optional<CancellationScope> underWay = Optional.empty();

  private record Push(LayerOrder order, String host, Duration answer) {}

  /** What a host takes over from the store. Fails only if the host is lost. */
  TakenLayers take(BuildRequest request, Optional<String> lostHost, String host) {
    if ((request.layerStore().isEmpty() && lostHost.isEmpty()) || !isKnown()) {
      return TakenLayers.NONE;
    }
    try {
      return Workflow.newActivityStub(
              LayerActivities.class,
              ActivityLimits.takeLayers(host, ActivityLimits.hostAnswer(request)))
          .take(new TakeOver(request.buildId(), request.layerStore(), lostHost));
    } catch (ActivityFailure e) {
      if (e.getCause() instanceof CanceledFailure
          || Failures.of(e, host).kind() == FailureKind.HOST_LOST) {
        throw e;
      }
      return TakenLayers.NONE;
    }
  }

  /** Pushes the layer of a step, once the push before it has ended. */
  void kept(BuildRequest request, PlanStep step, String host) {
    if (request.layerStore().isEmpty() || !isKnown()) {
      return;
    }
    LayerOrder order =
        new LayerOrder(request.buildId(), step.name(), request.layerStore().orElseThrow());
    next = Optional.of(new Push(order, host, ActivityLimits.hostAnswer(request)));
    if (underWay.isEmpty()) {
      CancellationScope scope =
          Workflow.newCancellationScope(
              () -> {
                // Nobody waits for the end of the pushes.
                Promise<Void> unused = Async.procedure(this::pushAll);
              });
      underWay = Optional.of(scope);
      scope.run();
    }
  }

  private void pushAll() {
    while (next.isPresent()) {
      Push push = next.get();
      next = Optional.empty();
      push(push);
    }
    underWay = Optional.empty();
  }

  private static void push(Push push) {
    try {
      Workflow.newActivityStub(
              LayerActivities.class,
              ActivityLimits.pushLayer(push.host(), push.order().step(), push.answer()))
          .push(push.order());
    } catch (ActivityFailure | CanceledFailure e) {
      // The host has logged the reason, unless it is lost. The next push sends this layer as well.
      Workflow.getLogger(SharedLayers.class)
          .warn("the layer of {} was not pushed: {}", push.order().step(), e.getMessage());
    }
  }

  /** Ends the push that is under way, without waiting for its end. */
  void end() {
    next = Optional.empty();
    underWay.ifPresent(CancellationScope::cancel);
  }

  private static boolean isKnown() {
    return Workflow.getVersion(CHANGE, Workflow.DEFAULT_VERSION, 1) != Workflow.DEFAULT_VERSION;
  }
}
