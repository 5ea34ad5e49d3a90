package io.pim.workflows.build;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.BuildId;
import io.pim.model.plan.StepKey;
import io.pim.model.registry.ImageEntry;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import io.pim.workflows.activity.CacheActivities;
import io.pim.workflows.activity.ClaimActivities;
import io.pim.workflows.activity.HostActivities;
import io.pim.workflows.activity.HostClaim;
import io.pim.workflows.activity.ImageActivities;
import io.pim.workflows.activity.InstallActivities;
import io.pim.workflows.activity.ProvisionActivities;
import io.pim.workflows.activity.RegistryActivities;
import io.pim.workflows.activity.StepNote;
import io.pim.workflows.activity.StepRef;
import io.pim.workflows.activity.VerifyActivities;
import io.pim.workflows.failure.Failures;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildResult;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A host that does nothing but write down what it was asked, and fail when it is told to. */
final class FakeHost
    implements ClaimActivities,
        HostActivities,
        CacheActivities,
        InstallActivities,
        ProvisionActivities,
        ImageActivities,
        VerifyActivities,
        RegistryActivities {
  static final String ID = "host1";

  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, List<FailureKind>> failures = new HashMap<>();
  private Optional<String> newestLayer = Optional.empty();
  private Optional<BuildResult> image = Optional.empty();

  List<String> calls() {
    return List.copyOf(calls);
  }

  /** Makes the next runs of a step fail, one kind a run. */
  void fail(String step, FailureKind... kinds) {
    failures.put(step, new ArrayList<>(List.of(kinds)));
  }

  void hasLayer(String step) {
    newestLayer = Optional.of(step);
  }

  void hasImage(BuildResult result) {
    image = Optional.of(result);
  }

  private StepNote note(String call) {
    calls.add(call);
    List<FailureKind> left = failures.getOrDefault(call, List.of());
    if (!left.isEmpty()) {
      FailureKind kind = left.remove(0);
      throw Failures.toTemporal(
          BuildFailure.of(kind, "Step " + call + " failed.")
              .todo("Mend it.")
              .lastLines(List.of("boom"))
              .build()
              .report());
    }
    return new StepNote("did " + call);
  }

  @Override
  public HostClaim claim(BuildId buildId) {
    note("claim");
    return new HostClaim(ID);
  }

  @Override
  public void open(BuildRequest request) {
    note("open");
  }

  @Override
  public void stopMachines(BuildId buildId) {
    note("stopMachines");
  }

  @Override
  public void release(BuildId buildId) {
    note("release");
  }

  @Override
  public void cleanUp(BuildId buildId) {
    note("cleanUp");
  }

  @Override
  public Optional<BuildResult> findImage(BuildId buildId) {
    note("findImage");
    return image;
  }

  @Override
  public Optional<String> findNewestLayer(BuildId buildId) {
    note("findNewestLayer");
    return newestLayer;
  }

  @Override
  public StepNote fetchIso(StepRef step) {
    return note(step.step());
  }

  @Override
  public StepNote createDisk(StepRef step) {
    return note(step.step());
  }

  @Override
  public StepNote install(StepRef step) {
    return note(step.step());
  }

  @Override
  public StepNote boot(StepRef step) {
    return note(step.step());
  }

  @Override
  public StepNote waitForSsh(StepRef step) {
    return note(step.step());
  }

  @Override
  public StepNote runScript(StepRef step) {
    return note(step.step());
  }

  @Override
  public StepNote finalizeSystem(StepRef step) {
    return note(step.step());
  }

  @Override
  public StepNote shutDown(StepRef step) {
    return note(step.step());
  }

  @Override
  public StepNote flatten(StepRef step) {
    return note(step.step());
  }

  @Override
  public StepNote verify(StepRef step) {
    return note(step.step());
  }

  @Override
  public ImageEntry publish(StepRef step) {
    note("publish");
    return new ImageEntry(
        step.buildId().text(),
        "web",
        Architecture.X86_64,
        Path.of("/images/" + step.buildId() + ".qcow2"),
        "qcow2",
        1234,
        Sha256.ofText("image"),
        step.buildId(),
        Instant.EPOCH,
        new StepKey(Sha256.ofText("key")),
        Firmware.BIOS,
        Path.of("/images/" + step.buildId() + ".manifest.json"),
        Optional.empty());
  }

  @Override
  public void register(ImageEntry entry) {
    note("register");
  }
}
