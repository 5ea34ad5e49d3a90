package io.pim.workflows.build;

import io.pim.model.files.BuildId;
import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKey;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.RequestRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicReference;

/** The state of a {@link FakeHost}: its disk, its faults, and the calls that it has recorded. */
abstract class FakeHostState {
  static final String ID = "host1";

  final String id;
  final Faults faults;
  final FakeLayers layers = new FakeLayers();
  final FakeDisk disk = new FakeDisk();
  final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  final Set<BuildId> claims = ConcurrentHashMap.newKeySet();
  final Deque<String> misdirected = new ConcurrentLinkedDeque<>();
  final AtomicReference<Machine> machine = new AtomicReference<>(Machine.NONE);
  volatile boolean hasJoinedADirtyMachine;
  volatile Plan plan;
  volatile Optional<RequestRef> opened = Optional.empty();
  Optional<BuildResult> image = Optional.empty();

  /** The layers in the shared store. */
  Map<StepKey, List<String>> store = new ConcurrentHashMap<>();

  /** The state of the build's machine and its disk. */
  enum Machine {
    NONE,
    CLEAN,
    /** A step has begun in the machine and failed, or nobody saw its end. */
    DIRTY
  }

  FakeHostState(String id) {
    this.id = id;
    this.faults = new Faults(id);
  }

  /** Forgets everything, for the next build. */
  void reset() {
    calls.clear();
    layers.clear();
    disk.clear();
    faults.clear();
    claims.clear();
    misdirected.clear();
    opened = Optional.empty();
    machine.set(Machine.NONE);
    hasJoinedADirtyMachine = false;
    image = Optional.empty();
    store.clear();
  }

  String id() {
    return id;
  }

  /** The faults of its activities. */
  Faults faults() {
    return faults;
  }

  FakeLayers layers() {
    return layers;
  }

  List<String> calls() {
    return List.copyOf(calls);
  }

  long count(String call) {
    return calls().stream().filter(call::equals).count();
  }

  boolean isClaimed() {
    return !claims.isEmpty();
  }

  /** Whether scripts have run, or were to run, on the remains of an earlier attempt. */
  boolean hasJoinedADirtyMachine() {
    return hasJoinedADirtyMachine;
  }

  /** Makes the next claim name an unknown host. */
  void misdirectOnce(String nowhere) {
    misdirected.add(nowhere);
  }

  /** Both hosts have the same shared store. */
  void sharesStoreOf(FakeHostState other) {
    store = other.store;
  }

  /** The keys of the layers in the shared store. */
  Set<StepKey> inStore() {
    return Set.copyOf(store.keySet());
  }

  void hasImage(BuildResult result) {
    image = Optional.of(result);
  }

  /** Whether the call succeeded: a fault may have struck it without an exception. */
  boolean call(String call) {
    calls.add(call);
    return faults.letPass(call);
  }

  void keep(PlanStep step) {
    layers.make(step.requiredKey(), disk.content());
  }

  List<String> newestLayer() {
    return layers
        .newest(plan)
        .flatMap(plan::step)
        .map(step -> layers.content(step.requiredKey()))
        .orElseThrow(() -> new IllegalStateException("there is no layer"));
  }
}
