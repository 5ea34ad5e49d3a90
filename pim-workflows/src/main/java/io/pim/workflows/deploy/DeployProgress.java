package io.pim.workflows.deploy;

import io.pim.model.deploy.DeployPlan;
import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.FailureReport;
import io.pim.workflows.activity.DeployNote;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.DeployRequest;
import io.pim.workflows.message.DeployResult;
import io.pim.workflows.message.DeploySoFar;
import io.pim.workflows.message.DeployStatus;
import io.pim.workflows.message.DeployStepStatus;
import io.pim.workflows.message.StepState;
import io.pim.workflows.visibility.BuildAttributes;
import io.pim.workflows.visibility.DeployDetails;
import io.temporal.common.SearchAttributes;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The state of a deployment for people. Every change is written to the search attributes and to the
 * current details, so that the Web UI always shows as much as the query.
 */
final class DeployProgress {
  private final Instant startedAt;
  private final List<DeployStepStatus> steps = new ArrayList<>();
  private final List<String> removed = new ArrayList<>();
  private final List<String> left = new ArrayList<>();
  private DeployRequest request;
  private BuildState state = BuildState.WAITING;
  private Optional<DeployStep> step = Optional.empty();
  private Optional<FailureReport> failure = Optional.empty();
  private DeployResult reached = DeployResult.NONE;
  private boolean opened;

  DeployProgress(DeployRequest request, Optional<DeploySoFar> soFar) {
    this.request = request;
    this.startedAt = soFar.map(past -> past.status().startedAt()).orElseGet(DeployProgress::now);
    follow(request);
    soFar.ifPresent(this::takeUp);
    // The starter or the previous run has set the attributes.
    tell();
  }

  private void takeUp(DeploySoFar past) {
    steps.clear();
    steps.addAll(past.status().steps());
    removed.addAll(past.status().removed());
    left.addAll(past.status().left());
    state = past.status().state();
    step = past.status().step();
    failure = past.status().failure();
    reached = past.result();
    opened = past.opened();
  }

  /** Sets up the steps of a request: completed ones stay completed, all others are pending. */
  void follow(DeployRequest newRequest) {
    request = newRequest;
    List<DeployStepStatus> before = List.copyOf(steps);
    steps.clear();
    for (DeployStep each : plan().steps()) {
      steps.add(
          before.stream()
              .filter(old -> old.step() == each && old.state() == StepState.DONE)
              .findFirst()
              .orElseGet(() -> todo(each)));
    }
  }

  /** Discards all results: all steps are pending again. */
  void startAnew() {
    reached = DeployResult.NONE;
    steps.replaceAll(old -> todo(old.step()));
  }

  /** The first pending step waits for the host. */
  void opening() {
    step =
        steps.stream()
            .filter(s -> s.state() != StepState.DONE)
            .map(DeployStepStatus::step)
            .findFirst();
    tell();
  }

  /** The host has the request: from now on there may be something to undo. */
  void opened() {
    opened = true;
  }

  boolean isOpened() {
    return opened;
  }

  /** A try has been requested, and has not begun. */
  void waiting() {
    state = BuildState.WAITING;
    failure = Optional.empty();
    tell();
  }

  /** The host does not answer; the step is run again when it does. */
  void waitingForHost(DeployStep which) {
    set(
        which,
        new DeployStepStatus(
            which,
            StepState.RUNNING,
            get(which).startedAt(),
            Optional.empty(),
            "waiting for host " + host() + ", which does not answer; it has the image"));
    state = BuildState.WAITING;
    publish();
  }

  void started(DeployStep which) {
    set(
        which,
        new DeployStepStatus(which, StepState.RUNNING, Optional.of(now()), Optional.empty(), ""));
    state = BuildState.RUNNING;
    step = Optional.of(which);
    publish();
  }

  void done(DeployStep which, DeployNote note) {
    set(
        which,
        new DeployStepStatus(
            which, StepState.DONE, get(which).startedAt(), Optional.of(now()), note.text()));
    reached =
        new DeployResult(
            note.place().or(reached::place),
            note.previous().or(reached::previous),
            Stream.concat(reached.removed().stream(), note.removed().stream()).toList());
  }

  void held(FailureReport report) {
    state = BuildState.HELD;
    stopped(report);
  }

  void failed(FailureReport report) {
    state = BuildState.FAILED;
    stopped(report);
  }

  private void stopped(FailureReport report) {
    failure = Optional.of(report);
    endRunningStep(report.what());
    publish();
  }

  void canceled() {
    state = BuildState.CANCELED;
    endRunningStep("cancelled");
    publish();
  }

  void finished() {
    state = BuildState.DONE;
    step = Optional.empty();
    publish();
  }

  /** Records that everything that the deployment made on the target is removed. */
  void undone(List<String> what) {
    removed.addAll(what);
  }

  /** Records that something that the deployment made may still be on the target. */
  void leftBehind(String what) {
    left.add(what);
  }

  boolean isDone(DeployStep which) {
    return steps.stream().anyMatch(s -> s.step() == which && s.state() == StepState.DONE);
  }

  String host() {
    return plan().image().host();
  }

  DeployResult reached() {
    return reached;
  }

  /** The failure for which the deployment is held. */
  Optional<FailureReport> heldFor() {
    return state == BuildState.HELD ? failure : Optional.empty();
  }

  BuildState state() {
    return state;
  }

  Optional<DeployStep> step() {
    return step;
  }

  DeployStatus status() {
    boolean isReached = state == BuildState.DONE || isDone(DeployStep.RECORD);
    return new DeployStatus(
        request.id(),
        plan().act(),
        plan().image().name(),
        plan().image().profile(),
        plan().image().architecture(),
        plan().target(),
        state,
        step,
        host(),
        startedAt,
        steps,
        failure,
        isReached ? Optional.of(reached) : Optional.empty(),
        removed,
        left);
  }

  private DeployPlan plan() {
    return request.plan();
  }

  private void endRunningStep(String why) {
    steps.replaceAll(
        s ->
            s.state() == StepState.RUNNING
                ? new DeployStepStatus(
                    s.step(), StepState.FAILED, s.startedAt(), Optional.of(now()), why)
                : s);
  }

  private static DeployStepStatus todo(DeployStep step) {
    return new DeployStepStatus(step, StepState.TODO, Optional.empty(), Optional.empty(), "");
  }

  private DeployStepStatus get(DeployStep which) {
    return steps.get(indexOf(which));
  }

  private void set(DeployStep which, DeployStepStatus status) {
    steps.set(indexOf(which), status);
  }

  private int indexOf(DeployStep which) {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).step() == which) {
        return i;
      }
    }
    throw new IllegalArgumentException("no step " + which);
  }

  private void publish() {
    BuildAttributes.publish(
        BuildAttributes.ALL,
        SearchAttributes.newBuilder()
            .set(BuildAttributes.PROFILE, plan().image().profile())
            .set(BuildAttributes.ARCHITECTURE, plan().image().architecture().id())
            .set(BuildAttributes.STATE, state.name())
            .set(BuildAttributes.STEP, step.map(DeployStep::id).orElse(""))
            .set(BuildAttributes.HOST, host())
            .set(BuildAttributes.IMAGE, plan().image().name())
            .set(BuildAttributes.TARGET, plan().target())
            .build());
    tell();
  }

  private void tell() {
    Workflow.setCurrentDetails(DeployDetails.render(status()));
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }
}
