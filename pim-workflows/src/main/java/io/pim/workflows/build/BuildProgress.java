package io.pim.workflows.build;

import io.pim.model.failure.FailureReport;
import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKind;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildSoFar;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.BuildStatus;
import io.pim.workflows.message.StepState;
import io.pim.workflows.message.StepStatus;
import io.pim.workflows.message.StorePush;
import io.pim.workflows.visibility.BuildAttributes;
import io.pim.workflows.visibility.BuildDetails;
import io.temporal.common.SearchAttributes;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The state of a build for people. Every change is written to the search attributes and to the
 * current details, so that the Web UI always shows as much as the query.
 */
final class BuildProgress {
  /** Steps that end before anybody could see them in a list, so history needs no event for them. */
  private static final Set<StepKind> MOMENTARY = EnumSet.of(StepKind.DISK, StepKind.REGISTER);

  private static final String PUSH = "push";

  private final BuildRequest request;
  private final Instant startedAt;
  private final HostMoves moves;
  private final List<StepStatus> steps = new ArrayList<>();

  /** The steps that this build itself has completed, by name. */
  private final Map<String, StepStatus> finished = new LinkedHashMap<>();

  private BuildState state = BuildState.WAITING;

  /** The running step, the first of several, or the one that stopped the build. */
  private String step = "";

  private String host = "";
  private Optional<FailureReport> failure = Optional.empty();
  private Optional<BuildResult> result = Optional.empty();

  BuildProgress(BuildRequest request, Optional<BuildSoFar> soFar) {
    this.request = request;
    this.moves = new HostMoves(soFar);
    this.startedAt = soFar.map(past -> past.status().startedAt()).orElseGet(BuildProgress::now);
    follow(request.plan());
    soFar.ifPresent(this::takeUp);
    // The attributes were set when the workflow was started, or by its previous run.
    tell();
  }

  private void takeUp(BuildSoFar past) {
    past.finished().forEach(s -> finished.put(s.name(), s));
    steps.clear();
    steps.addAll(past.status().steps());
    state = past.status().state();
    step = past.status().step();
    host = past.status().host();
    failure = past.status().failure();
  }

  /** Sets up the steps of a plan: all are pending, except the claim if the build keeps its host. */
  void follow(Plan plan) {
    steps.clear();
    for (PlanStep s : plan.steps()) {
      StepStatus todo = StepStatus.todo(s.name(), s.kind(), s.key());
      boolean kept = s.kind() == StepKind.CLAIM && !host.isEmpty();
      steps.add(kept ? finished.getOrDefault(s.name(), todo) : todo);
    }
  }

  void waiting() {
    state = BuildState.WAITING;
    host = "";
    failure = Optional.empty();
    tell();
  }

  void placed(String hostId) {
    state = BuildState.RUNNING;
    host = hostId;
  }

  void started(String name) {
    set(name, StepState.RUNNING, Optional.of(now()), Optional.empty(), "");
    step = firstThatRuns().orElse(name);
    if (MOMENTARY.contains(get(name).kind())) {
      tell();
    } else {
      publish();
    }
  }

  /** Describes the running step in one line. */
  void note(String text) {
    set(step, StepState.RUNNING, get(step).startedAt(), Optional.empty(), text);
    tell();
  }

  void done(String name, String note) {
    set(name, StepState.DONE, get(name).startedAt(), Optional.of(now()), note);
    finished.put(name, get(name));
    publishRunningStep();
  }

  /** Marks a step as failed while others may still run. */
  void stopped(String name, String why) {
    set(name, StepState.FAILED, get(name).startedAt(), Optional.of(now()), why);
    publishRunningStep();
  }

  /** Makes this step the build's current one, because it decides what the build does next. */
  void standsAt(String name) {
    step = name;
  }

  /** Publishes the first step that still runs. If none does, the next event publishes the state. */
  private void publishRunningStep() {
    Optional<String> running = firstThatRuns();
    if (running.isPresent()) {
      step = running.get();
      publish();
    }
  }

  private Optional<String> firstThatRuns() {
    return steps.stream()
        .filter(s -> s.state() == StepState.RUNNING)
        .map(StepStatus::name)
        .findFirst();
  }

  /**
   * Marks a step as not run, unless this build itself has completed it before: then it stays
   * completed.
   */
  void left(String name, StepState how, String note) {
    StepStatus before = finished.get(name);
    if (before != null && before.key().equals(get(name).key())) {
      steps.set(indexOf(name), before);
    } else {
      set(name, how, Optional.empty(), Optional.empty(), note);
    }
  }

  /** The hosts that the build has lost. */
  HostMoves moves() {
    return moves;
  }

  /** Records that the running step failed and will be tried again from the newest layer. */
  void setBack(FailureReport report) {
    stopped(report.what());
    publish();
  }

  void held(FailureReport report) {
    state = BuildState.HELD;
    failure = Optional.of(report);
    setBack(report);
  }

  void failed(FailureReport report) {
    state = BuildState.FAILED;
    failure = Optional.of(report);
    setBack(report);
  }

  void canceled() {
    state = BuildState.CANCELED;
    stopped("cancelled");
    publish();
  }

  /** Shows the push of the finished image as one more step, which no plan has. */
  void pushing() {
    steps.add(StepStatus.todo(PUSH, StepKind.PUSH, Optional.empty()));
    started(PUSH);
  }

  void pushed(StorePush push) {
    if (push.succeeded()) {
      done(PUSH, push.place());
    } else {
      stopped(PUSH, push.problem());
    }
  }

  void finished(BuildResult image) {
    state = BuildState.DONE;
    step = "";
    result = Optional.of(image);
    publish();
  }

  boolean isTodo(String name) {
    return get(name).state() == StepState.TODO;
  }

  String step() {
    return step;
  }

  String host() {
    return host;
  }

  /** The failure for which the build is held. */
  Optional<FailureReport> heldFor() {
    return state == BuildState.HELD ? failure : Optional.empty();
  }

  /** The steps that this build itself has completed, on any host. */
  List<StepStatus> finished() {
    return List.copyOf(finished.values());
  }

  BuildStatus status() {
    return new BuildStatus(
        request.buildId(),
        request.plan().profile(),
        request.plan().architecture(),
        state,
        step,
        host,
        startedAt,
        List.copyOf(steps),
        failure,
        result,
        moves.list());
  }

  /**
   * Marks the failed step, because a held build that is aborted later failed at the time of its
   * step.
   */
  private void stopped(String why) {
    for (StepStatus s : List.copyOf(steps)) {
      if (s.state() == StepState.RUNNING) {
        set(s.name(), StepState.FAILED, s.startedAt(), Optional.of(now()), why);
      }
    }
  }

  private StepStatus get(String name) {
    return steps.get(indexOf(name));
  }

  private int indexOf(String name) {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no step " + name);
  }

  private void set(
      String name, StepState s, Optional<Instant> start, Optional<Instant> end, String note) {
    int index = indexOf(name);
    StepStatus old = steps.get(index);
    steps.set(index, new StepStatus(name, old.kind(), old.key(), s, start, end, note));
  }

  private void publish() {
    BuildAttributes.publish(
        BuildAttributes.OF_BUILDS,
        SearchAttributes.newBuilder()
            .set(BuildAttributes.PROFILE, request.plan().profile())
            .set(BuildAttributes.ARCHITECTURE, request.plan().architecture().id())
            .set(BuildAttributes.STATE, state.name())
            .set(BuildAttributes.STEP, step)
            .set(BuildAttributes.HOST, host)
            .set(BuildAttributes.IMAGE, result.map(BuildResult::image).orElse(""))
            .build());
    tell();
  }

  private void tell() {
    Workflow.setCurrentDetails(BuildDetails.render(status()));
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }
}
