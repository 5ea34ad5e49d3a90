package io.pim.workflows.build;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.BuildId;
import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKey;
import io.pim.model.plan.StepKind;
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
import io.temporal.activity.Activity;
import io.temporal.common.converter.DataConverterException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

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

  private final String id;
  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  private final List<StepKey> produced = Collections.synchronizedList(new ArrayList<>());
  private final Set<StepKey> layers = ConcurrentHashMap.newKeySet();
  private final Map<String, Deque<Fault>> faults = new ConcurrentHashMap<>();
  private final Map<String, Fault> lasting = new ConcurrentHashMap<>();
  private final Set<BuildId> claims = ConcurrentHashMap.newKeySet();
  private final Deque<String> misdirected = new ConcurrentLinkedDeque<>();
  private final BlockingQueue<String> blocked = new LinkedBlockingQueue<>();
  private volatile Plan plan;
  private volatile boolean gone;
  private Optional<String> newestLayer = Optional.empty();
  private Optional<BuildResult> image = Optional.empty();

  FakeHost() {
    this(ID);
  }

  FakeHost(String id) {
    this.id = id;
  }

  /** Forgets everything, for the next build. */
  void reset() {
    calls.clear();
    produced.clear();
    layers.clear();
    faults.clear();
    lasting.clear();
    claims.clear();
    blocked.clear();
    misdirected.clear();
    newestLayer = Optional.empty();
    image = Optional.empty();
    comeBack();
  }

  String id() {
    return id;
  }

  boolean isGone() {
    return gone;
  }

  List<String> calls() {
    return List.copyOf(calls);
  }

  long count(String call) {
    return calls().stream().filter(call::equals).count();
  }

  /** The layers made here, in order, each time that one was made. */
  List<StepKey> produced() {
    return List.copyOf(produced);
  }

  boolean isClaimed() {
    return !claims.isEmpty();
  }

  /** Makes the next runs of a step fail, one kind a run. */
  void fail(String step, FailureKind... kinds) {
    disturb(step, Arrays.stream(kinds).map(Fault::of).toArray(Fault[]::new));
  }

  /** Disturbs the next runs of a step, one fault a run. */
  void disturb(String step, Fault... next) {
    faults.computeIfAbsent(step, s -> new ConcurrentLinkedDeque<>()).addAll(List.of(next));
  }

  /** Disturbs every run of a step. */
  void disturbAlways(String step, Fault fault) {
    lasting.put(step, fault);
  }

  void mend(String step) {
    lasting.remove(step);
  }

  /** The host is not there any more, until it comes back. */
  void leave() {
    gone = true;
  }

  void comeBack() {
    gone = false;
  }

  /** Makes the next claim name a host that nobody has heard of. */
  void misdirectOnce(String nowhere) {
    misdirected.add(nowhere);
  }

  /** Waits until a step blocks. */
  void awaitBlocked() throws InterruptedException {
    assertNotNull(blocked.poll(30, TimeUnit.SECONDS), "no step has blocked");
  }

  void hasLayer(String step) {
    newestLayer = Optional.of(step);
  }

  void hasLayers(Collection<StepKey> keys) {
    layers.addAll(keys);
  }

  void loses(StepKey key) {
    layers.remove(key);
  }

  void hasImage(BuildResult result) {
    image = Optional.of(result);
  }

  /** Whether the call went through: it may have been disturbed without an exception. */
  private boolean call(String call) {
    calls.add(call);
    Fault fault = gone ? Fault.GONE : next(call);
    if (fault == null) {
      return true;
    }
    switch (fault.what()) {
      case FAILURE ->
          throw Failures.toTemporal(
              BuildFailure.of(fault.kind(), "Step " + call + " failed.")
                  .todo("Mend it.")
                  .lastLines(List.of("boom"))
                  .build()
                  .report());
      case UNFORESEEN -> throw new IllegalStateException("nobody foresaw this");
      case UNREADABLE -> throw new DataConverterException("arguments of another version");
      case SILENT -> Activity.getExecutionContext().doNotCompleteOnReturn();
      case GONE -> {
        gone = true;
        // As the workflow takes the timeouts of a real server, which LostHostTest has.
        throw Failures.toTemporalFinal(
            BuildFailure.of(FailureKind.HOST_LOST, "Host " + id + " does not answer.")
                .todo("Start its worker again.")
                .build()
                .report());
      }
      case BLOCKED -> {
        blocked.add(call);
        while (true) {
          // Ends when the answer is that the activity is cancelled.
          Activity.getExecutionContext().heartbeat(null);
          LockSupport.parkNanos(5_000_000);
        }
      }
    }
    return false;
  }

  private Fault next(String call) {
    Deque<Fault> left = faults.get(call);
    Fault once = left == null ? null : left.poll();
    return once == null ? lasting.get(call) : once;
  }

  private StepNote note(String call) {
    call(call);
    return new StepNote("did " + call);
  }

  private StepNote layer(String call, String step) {
    if (call(call)) {
      StepKey key = plan.step(step).orElseThrow().requiredKey();
      layers.add(key);
      produced.add(key);
    }
    return new StepNote("did " + call);
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
  public void open(BuildRequest request) {
    plan = request.plan();
    note("open");
  }

  @Override
  public void stopMachines(BuildId buildId) {
    note("stopMachines");
  }

  @Override
  public void release(BuildId buildId) {
    if (call("release")) {
      claims.remove(buildId);
    }
  }

  @Override
  public void cleanUp(BuildId buildId) {
    if (call("cleanUp")) {
      claims.remove(buildId);
    }
  }

  @Override
  public Optional<BuildResult> findImage(BuildId buildId) {
    note("findImage");
    return image;
  }

  @Override
  public Optional<String> findNewestLayer(BuildId buildId) {
    note("findNewestLayer");
    return newestLayer.or(
        () ->
            plan.layerSteps().stream()
                .filter(step -> layers.contains(step.requiredKey()))
                .reduce((older, newer) -> newer)
                .map(PlanStep::name));
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
    return layer(step.step(), step.step());
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
    return layer(step.step(), step.step());
  }

  @Override
  public StepNote finalizeSystem(StepRef step) {
    return note(step.step());
  }

  @Override
  public StepNote shutDown(StepRef step) {
    return layer(step.step(), plan.only(StepKind.FINALIZE).name());
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
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public void register(ImageEntry entry) {
    note("register");
  }
}
