package io.pim.workflows.build;

import io.pim.model.files.BuildId;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKey;
import io.pim.model.plan.StepKind;
import io.pim.model.registry.ImageEntry;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import io.pim.workflows.activity.CacheActivities;
import io.pim.workflows.activity.ClaimActivities;
import io.pim.workflows.activity.DeployOrderActivities;
import io.pim.workflows.activity.DeployOrderRef;
import io.pim.workflows.activity.HostActivities;
import io.pim.workflows.activity.HostClaim;
import io.pim.workflows.activity.ImageActivities;
import io.pim.workflows.activity.InstallActivities;
import io.pim.workflows.activity.LayerActivities;
import io.pim.workflows.activity.LayerOrder;
import io.pim.workflows.activity.ProvisionActivities;
import io.pim.workflows.activity.PushOrder;
import io.pim.workflows.activity.RegistryActivities;
import io.pim.workflows.activity.StepNote;
import io.pim.workflows.activity.StepRef;
import io.pim.workflows.activity.StoreActivities;
import io.pim.workflows.activity.TakeOver;
import io.pim.workflows.activity.TakenLayers;
import io.pim.workflows.activity.VerifyActivities;
import io.pim.workflows.activity.WhatIsThere;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.DeployRequest;
import io.pim.workflows.message.RequestRef;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A host that records its requests and fails when a test wants it to. Its disk shows the steps that
 * have worked on it.
 */
final class FakeHost extends FakeHostState
    implements ClaimActivities,
        HostActivities,
        CacheActivities,
        InstallActivities,
        ProvisionActivities,
        ImageActivities,
        VerifyActivities,
        RegistryActivities,
        DeployOrderActivities,
        StoreActivities,
        LayerActivities {
  FakeHost() {
    this(ID);
  }

  FakeHost(String id) {
    super(id);
  }

  private StepNote note(String call) {
    call(call);
    return new StepNote("did " + call);
  }

  private static StepNote did(StepRef step) {
    return new StepNote("did " + step.step());
  }

  private PlanStep planStep(StepRef ref) {
    return plan.step(ref.step()).orElseThrow();
  }

  /** A step that changes the disk; an interrupted one has still begun. */
  private boolean change(StepRef ref) {
    disk.begin(planStep(ref));
    boolean done = call(ref.step());
    if (done) {
      disk.finish(planStep(ref));
    }
    return done;
  }

  @Override
  public HostClaim claim(BuildId buildId) {
    if (call("claim")) {
      claims.add(buildId);
    }
    String nowhere = misdirected.poll();
    return new HostClaim(nowhere == null ? id : nowhere);
  }

  @Override
  public boolean reopen(RequestRef request) {
    boolean there = call("reopen") && opened.equals(Optional.of(request));
    if (there) {
      machine.set(Machine.NONE);
    }
    return there;
  }

  @Override
  public void open(BuildRequest request) {
    plan = request.plan();
    if (call("open")) {
      opened = Optional.of(RequestRef.to(request));
      machine.set(Machine.NONE);
    }
  }

  @Override
  public void stopMachines(BuildId buildId) {
    if (call("stopMachines")) {
      disk.kill();
      machine.set(Machine.NONE);
    }
    layers.setBack();
  }

  @Override
  public void release(BuildId buildId) {
    if (call("release")) {
      disk.kill();
      machine.set(Machine.NONE);
      claims.remove(buildId);
    }
  }

  @Override
  public void cleanUp(BuildId buildId) {
    if (call("cleanUp")) {
      disk.kill();
      machine.set(Machine.NONE);
      claims.remove(buildId);
    }
  }

  @Override
  public WhatIsThere look(BuildId buildId) {
    note("look");
    return image.map(WhatIsThere::image).orElseGet(() -> WhatIsThere.noImage(layers.newest(plan)));
  }

  @Override
  public StepNote fetchIso(StepRef step) {
    return note(step.step());
  }

  @Override
  public StepNote createDisk(StepRef step) {
    if (call(step.step())) {
      disk.create();
    }
    return did(step);
  }

  @Override
  public StepNote install(StepRef step) {
    if (change(step)) {
      keep(planStep(step));
    }
    return did(step);
  }

  @Override
  public StepNote boot(StepRef step) {
    if (call(step.step())) {
      hasJoinedADirtyMachine |= machine.get() == Machine.DIRTY;
      machine.compareAndSet(Machine.NONE, Machine.CLEAN);
      disk.boot(newestLayer());
    }
    return did(step);
  }

  @Override
  public StepNote waitForSsh(StepRef step) {
    disk.requireRunning();
    return note(step.step());
  }

  @Override
  public StepNote runScript(StepRef step) {
    disk.requireRunning();
    machine.set(Machine.DIRTY);
    if (change(step)) {
      keep(planStep(step));
      machine.set(Machine.CLEAN);
    }
    return did(step);
  }

  @Override
  public StepNote finalizeSystem(StepRef step) {
    disk.requireRunning();
    machine.set(Machine.DIRTY);
    change(step);
    return did(step);
  }

  @Override
  public StepNote shutDown(StepRef step) {
    disk.requireRunning();
    if (call(step.step())) {
      disk.powerOff();
      keep(plan.only(StepKind.FINALIZE));
    }
    return did(step);
  }

  @Override
  public StepNote flatten(StepRef step) {
    if (call(step.step())) {
      disk.flatten(newestLayer());
    }
    return did(step);
  }

  @Override
  public StepNote verify(StepRef step) {
    if (call(step.step())) {
      disk.verify(newestLayer());
    }
    return did(step);
  }

  @Override
  public ImageEntry publish(StepRef step) {
    note("publish");
    String image = String.join("\n", disk.image());
    return new ImageEntry(
        step.buildId().text(),
        "web",
        Architecture.X86_64,
        Path.of("/images/" + step.buildId() + ".qcow2"),
        "qcow2",
        image.length(),
        Sha256.ofText(image),
        step.buildId(),
        Instant.EPOCH,
        new StepKey(Sha256.ofText("key")),
        Firmware.BIOS,
        Path.of("/images/" + step.buildId() + ".manifest.json"),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public void register(ImageEntry entry) {
    note("register");
  }

  @Override
  public DeployRequest requestFor(DeployOrderRef order) {
    call("order");
    return TestOrders.request(order, id);
  }

  @Override
  public String push(LayerOrder order) {
    if (call("push " + order.step())) {
      StepKey key = plan.step(order.step()).orElseThrow().requiredKey();
      store.put(key, layers.content(key));
    }
    return "did push " + order.step();
  }

  @Override
  public TakenLayers take(TakeOver from) {
    call("take" + from.lostHost().map(lost -> " over from " + lost).orElse(""));
    List<PlanStep> steps = plan.layerSteps();
    int here = layers.newest(plan).flatMap(plan::step).map(steps::indexOf).orElse(-1);
    for (int i = steps.size() - 1; i > here; i--) {
      StepKey key = steps.get(i).requiredKey();
      if (from.store().isPresent() && store.containsKey(key)) {
        layers.add(Map.of(key, store.get(key)));
        return new TakenLayers(Optional.of(steps.get(i).name()));
      }
    }
    return TakenLayers.NONE;
  }

  @Override
  public String push(PushOrder order) {
    call("push");
    return order.store() + " has " + order.image();
  }
}
