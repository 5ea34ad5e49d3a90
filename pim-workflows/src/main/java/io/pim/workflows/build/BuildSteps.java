package io.pim.workflows.build;

import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.Remaining;
import io.pim.model.plan.StepKind;
import io.pim.model.registry.ImageEntry;
import io.pim.workflows.activity.ActivityLimits;
import io.pim.workflows.activity.CacheActivities;
import io.pim.workflows.activity.HostActivities;
import io.pim.workflows.activity.ImageActivities;
import io.pim.workflows.activity.InstallActivities;
import io.pim.workflows.activity.ProvisionActivities;
import io.pim.workflows.activity.StepNote;
import io.pim.workflows.activity.StepRef;
import io.pim.workflows.activity.TakenLayers;
import io.pim.workflows.activity.VerifyActivities;
import io.pim.workflows.activity.WhatIsThere;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.RequestRef;
import io.pim.workflows.message.StepState;
import io.temporal.activity.ActivityOptions;
import io.temporal.workflow.Workflow;
import java.util.Optional;

/** One try of a plan: runs every pending step, in the plan's order. */
final class BuildSteps {
  private final BuildRequest request;
  private final Plan plan;
  private final Placement placement;
  private final BuildProgress progress;
  private final SetBacks setBacks;
  private final SharedLayers sharedLayers;
  private Optional<BuildResult> result = Optional.empty();

  BuildSteps(
      BuildRequest request,
      Placement placement,
      BuildProgress progress,
      SetBacks setBacks,
      SharedLayers sharedLayers) {
    this.request = request;
    this.plan = request.plan();
    this.placement = placement;
    this.progress = progress;
    this.setBacks = setBacks;
    this.sharedLayers = sharedLayers;
  }

  /** Runs the steps. A step's result may make later ones unnecessary. */
  BuildResult run() {
    Beside beside = new Beside(progress);
    for (PlanStep step : plan.steps()) {
      if (!step.kind().runsBeside()) {
        beside.join();
      }
      if (progress.isTodo(step.name())) {
        progress.started(step.name());
        if (step.kind().runsBeside()) {
          beside.start(step, () -> finish(step));
        } else {
          finish(step);
        }
      }
    }
    beside.join();
    return result.orElseThrow(() -> new IllegalStateException("the plan ends without an image"));
  }

  private void finish(PlanStep step) {
    progress.done(step.name(), run(step).text());
    Optional<PlanStep> kept = plan.layerCompletedBy(step).flatMap(plan::layerStep);
    if (kept.isPresent()) {
      setBacks.layerMade(kept.get().requiredKey());
      sharedLayers.kept(request, kept.get(), progress.host());
    }
  }

  private StepNote run(PlanStep step) {
    return switch (step.kind()) {
      case CLAIM -> placement.claim(request);
      case CACHE -> lookForWhatIsThere(step);
      case ISO -> install(step).fetchIso(ref(step));
      case DISK -> install(step).createDisk(ref(step));
      case INSTALL -> install(step).install(ref(step));
      case BOOT -> provision(step).boot(ref(step));
      case SSH -> provision(step).waitForSsh(ref(step));
      case SCRIPT -> provision(step).runScript(ref(step));
      case FINALIZE -> provision(step).finalizeSystem(ref(step));
      case SHUTDOWN -> provision(step).shutDown(ref(step));
      case FLATTEN -> image(step).flatten(ref(step));
      case VERIFY -> verify(step).verify(ref(step));
      case REGISTER -> register(step);
      // The host accepted the plan, so its worker is expected to know the step. Temporal gives this
      // task to another worker.
      case PUSH, UNKNOWN ->
          throw new IllegalStateException(
              "step " + step.name() + " is not known to this worker; a newer one will continue");
    };
  }

  private StepNote lookForWhatIsThere(PlanStep step) {
    openOnHost();
    String host = progress.host();
    TakenLayers taken = sharedLayers.take(request, progress.moves().lostBefore(host), host);
    WhatIsThere there = cache(step).look(request.buildId());
    Optional<String> after = there.image().map(image -> "register").or(there::newestLayer);
    progress.moves().arrived(host, after, taken.step());
    result = there.image();
    if (result.isPresent()) {
      leaveAllOthers();
      return new StepNote("image " + result.get().image());
    }
    leaveWhatLayersMakeNeedless(there.newestLayer());
    return new StepNote("no image yet");
  }

  /** Sends the request only if the host does not have it, because history keeps every copy. */
  private void openOnHost() {
    HostActivities host = Workflow.newActivityStub(HostActivities.class, options("open the build"));
    if (placement.isFirstTry() || !host.reopen(RequestRef.to(request))) {
      host.open(request);
    }
  }

  private void leaveAllOthers() {
    for (PlanStep step : plan.steps()) {
      if (progress.isTodo(step.name())) {
        progress.left(step.name(), StepState.CACHED, "");
      }
    }
  }

  private void leaveWhatLayersMakeNeedless(Optional<String> newestLayer) {
    Remaining remaining = new Remaining(plan, newestLayer.flatMap(plan::step));
    for (PlanStep step : plan.steps()) {
      switch (remaining.of(step)) {
        case TODO -> {}
        case CACHED -> progress.left(step.name(), StepState.CACHED, "");
        case NOT_NEEDED -> progress.left(step.name(), StepState.SKIPPED, "not needed");
      }
    }
  }

  private StepNote register(PlanStep step) {
    ImageEntry entry = image(step).publish(ref(step));
    new Registration(progress.host(), ActivityLimits.hostAnswer(request)).register(entry);
    result =
        Optional.of(
            new BuildResult(
                entry.name(),
                progress.host(),
                entry.path().toString(),
                entry.size(),
                entry.sha256(),
                false));
    return new StepNote(entry.name());
  }

  private StepRef ref(PlanStep step) {
    return new StepRef(request.buildId(), step.name());
  }

  private CacheActivities cache(PlanStep step) {
    return Workflow.newActivityStub(CacheActivities.class, options(step));
  }

  private InstallActivities install(PlanStep step) {
    return Workflow.newActivityStub(InstallActivities.class, options(step));
  }

  private ProvisionActivities provision(PlanStep step) {
    return Workflow.newActivityStub(ProvisionActivities.class, options(step));
  }

  private ImageActivities image(PlanStep step) {
    return Workflow.newActivityStub(ImageActivities.class, options(step));
  }

  private VerifyActivities verify(PlanStep step) {
    return Workflow.newActivityStub(VerifyActivities.class, options(step));
  }

  private ActivityOptions options(PlanStep step) {
    return options(step.kind() == StepKind.SCRIPT ? step.name() : step.kind().title());
  }

  private ActivityOptions options(String summary) {
    return ActivityLimits.step(progress.host(), summary, ActivityLimits.hostAnswer(request));
  }
}
