package io.pim.cli.testing;

import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployPlan;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.BuildId;
import io.pim.model.files.DeploymentId;
import io.pim.workflows.activity.DeployActivities;
import io.pim.workflows.activity.DeployNote;
import io.pim.workflows.activity.DeployOrderActivities;
import io.pim.workflows.activity.DeployOrderRef;
import io.pim.workflows.activity.DeployStepRef;
import io.pim.workflows.activity.StepProgress;
import io.pim.workflows.failure.Failures;
import io.pim.workflows.message.DeployOrder;
import io.pim.workflows.message.DeployRequest;
import io.temporal.activity.Activity;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A host that deploys nothing, and fails or waits at the steps that a test names. */
public final class FakeDeployer implements DeployActivities, DeployOrderActivities {
  public final Map<String, FailureKind> failing = new ConcurrentHashMap<>();
  public final Map<String, CountDownLatch> waiting = new ConcurrentHashMap<>();

  /** The waiting steps, in the order in which they began to wait. */
  private final BlockingQueue<String> reached = new LinkedBlockingQueue<>();

  public final List<DeployOrderRef> ordered = new CopyOnWriteArrayList<>();
  public final List<DeployRequest> opened = new CopyOnWriteArrayList<>();

  /** Waits until a step that must wait begins to. */
  public void awaitStep(String step) {
    try {
      if (!step.equals(reached.poll(60, TimeUnit.SECONDS))) {
        throw new AssertionError("step " + step + " was not reached");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private DeployNote step(DeployStepRef ref, DeployNote note) {
    String step = ref.step().id();
    FailureKind kind = failing.get(step);
    if (kind != null) {
      throw Failures.toTemporalFinal(
          BuildFailure.of(kind, "The storage local-lvm is full.")
              .where("target shelf")
              .why("12 MB are free")
              .todo("Make room.")
              .build()
              .report());
    }
    CountDownLatch latch = waiting.get(step);
    if (latch != null) {
      reached.add(step);
      awaitWithHeartbeats(step, latch);
    }
    return note;
  }

  /** Waits like a running activity: a heartbeat reports its cancellation. */
  private static void awaitWithHeartbeats(String step, CountDownLatch latch) {
    try {
      do {
        Activity.getExecutionContext().heartbeat(new StepProgress(step, 0.5, "half of " + step));
      } while (!latch.await(200, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private DeployNote step(DeployStepRef ref) {
    return step(ref, DeployNote.of("did " + ref.step()));
  }

  @Override
  public void open(DeployRequest request) {
    opened.add(request);
  }

  @Override
  public DeployNote resolve(DeployStepRef step) {
    return step(step);
  }

  @Override
  public DeployNote check(DeployStepRef step) {
    return step(step);
  }

  @Override
  public DeployNote convert(DeployStepRef step) {
    return step(step);
  }

  @Override
  public DeployNote upload(DeployStepRef step) {
    return step(step);
  }

  @Override
  public DeployNote create(DeployStepRef step) {
    return step(step);
  }

  @Override
  public DeployNote trial(DeployStepRef step) {
    return step(step);
  }

  @Override
  public DeployNote switchTo(DeployStepRef step) {
    return step(step, DeployNote.switched("", "/srv/images/current", Optional.of("the older one")));
  }

  @Override
  public DeployNote record(DeployStepRef step) {
    return step(step);
  }

  @Override
  public DeployNote prune(DeployStepRef step) {
    boolean removal = opened.get(opened.size() - 1).plan().act() == DeployAct.REMOVE;
    return step(step, DeployNote.removed("", removal ? List.of("an old deployment") : List.of()));
  }

  @Override
  public DeployNote undo(DeploymentId id) {
    return DeployNote.removed("", List.of("what " + id.profile() + " had uploaded"));
  }

  @Override
  public void close(DeploymentId id) {}

  @Override
  public DeployRequest requestFor(DeployOrderRef ref) {
    if (failing.containsKey("order")) {
      throw Failures.toTemporalFinal(
          BuildFailure.of(failing.get("order"), "The secrets cannot be opened here.")
              .todo("Copy the key.")
              .build()
              .report());
    }
    ordered.add(ref);
    DeployOrder order = ref.order();
    BuildId build = ref.buildId();
    DeployedImage image =
        DeployedImage.of(FakeHost.entry(build, Path.of("/images/x.qcow2")), FakeHost.ID);
    DeployPlan plan =
        DeployPlan.of(
            DeployAct.DEPLOY,
            order.target(),
            order.type(),
            order.settings(),
            image,
            Optional.empty(),
            order.keep(),
            order.trial());
    DeploymentId id =
        DeploymentId.startedAt(ref.profile(), image.architecture(), order.target(), ref.at());
    return new DeployRequest(id, plan, order.secrets(), order.onFailure());
  }
}
