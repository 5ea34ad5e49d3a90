package io.pim.workflows.build;

import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKind;
import io.pim.model.registry.ImageEntry;
import io.pim.workflows.activity.ActivityLimits;
import io.pim.workflows.activity.CacheActivities;
import io.pim.workflows.activity.HostActivities;
import io.pim.workflows.activity.ImageActivities;
import io.pim.workflows.activity.InstallActivities;
import io.pim.workflows.activity.ProvisionActivities;
import io.pim.workflows.activity.RegistryActivities;
import io.pim.workflows.activity.StepNote;
import io.pim.workflows.activity.StepRef;
import io.pim.workflows.activity.VerifyActivities;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.StepState;
import io.temporal.activity.ActivityOptions;
import io.temporal.workflow.Workflow;
import java.util.List;
import java.util.Optional;

/** One try at running a plan on a claimed host; the order of a build stands here and only here. */
final class BuildSteps {
  private final BuildRequest request;
  private final String host;
  private final BuildProgress progress;

  BuildSteps(BuildRequest request, String host, BuildProgress progress) {
    this.request = request;
    this.host = host;
    this.progress = progress;
  }

  /** Runs every step whose result the host does not have, in the order of the plan. */
  BuildResult run() {
    // Opening the build belongs to looking for what is there: what fails in it fails in that step.
    progress.entered(request.plan().only(StepKind.CACHE).name());
    openOnHost();
    Optional<BuildResult> finished = lookForImage();
    if (finished.isPresent()) {
      markAllSteps(StepState.CACHED);
      return finished.get();
    }
    Optional<StepKind> newest = lookForLayers();
    if (newest.isEmpty()) {
      run(StepKind.ISO, step -> install(step).fetchIso(ref(step)));
      run(StepKind.DISK, step -> install(step).createDisk(ref(step)));
      run(StepKind.INSTALL, step -> install(step).install(ref(step)));
    }
    if (!newest.equals(Optional.of(StepKind.FINALIZE))) {
      run(StepKind.BOOT, step -> provision(step).boot(ref(step)));
      run(StepKind.SSH, step -> provision(step).waitForSsh(ref(step)));
      run(StepKind.SCRIPT, step -> provision(step).runScript(ref(step)));
      run(StepKind.FINALIZE, step -> provision(step).finalizeSystem(ref(step)));
      run(StepKind.SHUTDOWN, step -> provision(step).shutDown(ref(step)));
    }
    run(StepKind.FLATTEN, step -> image(step).flatten(ref(step)));
    run(StepKind.VERIFY, step -> verify(step).verify(ref(step)));
    return register();
  }

  private void openOnHost() {
    Workflow.newActivityStub(HostActivities.class, ActivityLimits.step(host, "open the build"))
        .open(request);
  }

  private Optional<BuildResult> lookForImage() {
    PlanStep step = request.plan().only(StepKind.CACHE);
    progress.started(step.name());
    Optional<BuildResult> found = cache(step).findImage(request.buildId());
    found.ifPresent(image -> progress.done(step.name(), "image " + image.image()));
    return found;
  }

  /** Marks what the newest layer makes needless, and says of which kind that layer is. */
  private Optional<StepKind> lookForLayers() {
    Optional<String> newest =
        Workflow.newActivityStub(
                CacheActivities.class, ActivityLimits.step(host, "look for layers"))
            .findNewestLayer(request.buildId());
    progress.done(request.plan().only(StepKind.CACHE).name(), "no image yet");
    if (newest.isEmpty()) {
      return Optional.empty();
    }
    List<PlanStep> steps = request.plan().steps();
    int last = steps.stream().map(PlanStep::name).toList().indexOf(newest.get());
    for (PlanStep step : steps.subList(0, last + 1)) {
      if (step.kind().leavesLayer()) {
        progress.left(step.name(), StepState.CACHED, "");
      } else if (step.kind() == StepKind.ISO || step.kind() == StepKind.DISK) {
        progress.left(step.name(), StepState.SKIPPED, "not needed");
      }
    }
    StepKind kind = steps.get(last).kind();
    if (kind == StepKind.FINALIZE) {
      for (StepKind needless : List.of(StepKind.BOOT, StepKind.SSH, StepKind.SHUTDOWN)) {
        progress.left(request.plan().only(needless).name(), StepState.SKIPPED, "not needed");
      }
    }
    return Optional.of(kind);
  }

  private interface StepBody {
    StepNote run(PlanStep step);
  }

  /** Runs the steps of a kind that have no result yet. */
  private void run(StepKind kind, StepBody body) {
    for (PlanStep step : request.plan().steps()) {
      if (step.kind() == kind && progress.isTodo(step.name())) {
        progress.started(step.name());
        progress.done(step.name(), body.run(step).text());
      }
    }
  }

  private BuildResult register() {
    PlanStep step = request.plan().only(StepKind.REGISTER);
    progress.started(step.name());
    ImageEntry entry = image(step).publish(ref(step));
    Workflow.newActivityStub(
            RegistryActivities.class, ActivityLimits.control("register " + entry.name()))
        .register(entry);
    progress.done(step.name(), entry.name());
    return new BuildResult(
        entry.name(), host, entry.path().toString(), entry.size(), entry.sha256(), false);
  }

  private void markAllSteps(StepState state) {
    for (PlanStep step : request.plan().steps()) {
      if (progress.isTodo(step.name())) {
        progress.left(step.name(), state, "");
      }
    }
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
    String summary = step.kind() == StepKind.SCRIPT ? step.name() : step.kind().title();
    return ActivityLimits.step(host, summary);
  }
}
