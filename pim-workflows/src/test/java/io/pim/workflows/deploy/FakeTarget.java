package io.pim.workflows.deploy;

import io.pim.model.deploy.DeployAct;
import io.pim.model.files.DeploymentId;
import io.pim.workflows.activity.DeployActivities;
import io.pim.workflows.activity.DeployNote;
import io.pim.workflows.activity.DeployStepRef;
import io.pim.workflows.build.Faults;
import io.pim.workflows.message.DeployRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A host with a target that has an older deployment. A step has its effect before a fault strikes
 * it: a dying worker leaves at most that behind.
 */
final class FakeTarget implements DeployActivities {
  private static final String OLDER = DeployRequests.OLDER.text();
  private static final String NEWER = DeployRequests.ID.text();

  private final Faults faults = new Faults(DeployRequests.HOST);
  private final List<String> calls = new CopyOnWriteArrayList<>();

  /** The deployments on the target, complete or not. */
  private final Set<String> there = new TreeSet<>(Set.of(OLDER));

  private final Set<String> whole = new TreeSet<>(Set.of(OLDER));
  private final List<String> wereCurrent = new ArrayList<>(List.of(OLDER));
  private Optional<DeployRequest> open = Optional.empty();
  private boolean recorded;
  private boolean closed;

  Faults faults() {
    return faults;
  }

  List<String> calls() {
    return List.copyOf(calls);
  }

  long count(String call) {
    return calls.stream().filter(call::equals).count();
  }

  synchronized boolean isClosed() {
    return closed;
  }

  synchronized String current() {
    return wereCurrent.get(wereCurrent.size() - 1);
  }

  /** Whether everything is as before the deployment. */
  synchronized boolean isUntouched() {
    return there.equals(Set.of(OLDER)) && current().equals(OLDER) && !recorded;
  }

  /** Whether the target has the new deployment: complete, visible and recorded. */
  synchronized boolean hasIt() {
    return whole.contains(NEWER) && current().equals(NEWER) && recorded;
  }

  synchronized DeployRequest opened() {
    return open.orElseThrow();
  }

  private DeployNote step(DeployStepRef ref, Runnable effect) {
    synchronized (this) {
      if (open.isEmpty() || !open.get().id().equals(ref.id())) {
        throw new IllegalStateException("not open: " + ref);
      }
      effect.run();
    }
    call(ref.step().id());
    return DeployNote.of("did " + ref.step().id());
  }

  private void call(String call) {
    calls.add(call);
    faults.letPass(call);
  }

  @Override
  public void open(DeployRequest request) {
    call("open");
    synchronized (this) {
      open = Optional.of(request);
      closed = false;
    }
  }

  @Override
  public DeployNote resolve(DeployStepRef step) {
    return step(step, () -> {});
  }

  @Override
  public DeployNote check(DeployStepRef step) {
    return step(step, () -> {});
  }

  @Override
  public DeployNote convert(DeployStepRef step) {
    return step(step, () -> {});
  }

  @Override
  public DeployNote upload(DeployStepRef step) {
    return step(step, () -> there.add(NEWER));
  }

  @Override
  public DeployNote create(DeployStepRef step) {
    return step(step, () -> whole.add(require(NEWER)));
  }

  @Override
  public DeployNote trial(DeployStepRef step) {
    return step(step, () -> require(NEWER));
  }

  @Override
  public DeployNote switchTo(DeployStepRef step) {
    step(
        step,
        () -> {
          String wanted = open.orElseThrow().plan().act() == DeployAct.DEPLOY ? NEWER : OLDER;
          if (!current().equals(require(wanted))) {
            wereCurrent.add(wanted);
          }
        });
    return DeployNote.switched("switched", "/srv/" + current(), Optional.of(OLDER));
  }

  private String require(String id) {
    if (!there.contains(id)) {
      throw new IllegalStateException(id + " is not there");
    }
    return id;
  }

  @Override
  public DeployNote record(DeployStepRef step) {
    return step(step, () -> recorded = true);
  }

  @Override
  public DeployNote prune(DeployStepRef step) {
    step(step, () -> {});
    return DeployNote.removed("", List.of("an older one"));
  }

  @Override
  public DeployNote undo(DeploymentId id) {
    call("undo");
    synchronized (this) {
      recorded = false;
      wereCurrent.remove(NEWER);
      whole.remove(NEWER);
      boolean any = there.remove(NEWER);
      return DeployNote.removed("", any ? List.of("deployment " + id) : List.of());
    }
  }

  @Override
  public void close(DeploymentId id) {
    call("close");
    synchronized (this) {
      closed = true;
    }
  }
}
