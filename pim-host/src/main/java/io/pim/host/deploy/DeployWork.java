package io.pim.host.deploy;

import io.pim.host.build.StepReporter;
import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DeploymentFolder;
import io.pim.model.files.DeploymentId;
import io.pim.model.registry.DeploymentEntry;
import io.pim.model.registry.Deployments;
import io.pim.workflows.activity.DeployNote;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The steps of deployments on a host. Each may run again at any moment. */
public final class DeployWork {
  /** Facts: the note of the switch, for the record. */
  private static final String SWITCHED = "switched";

  /** Facts: the registry has the deployment, so it stays. */
  private static final String RECORDED = "recorded";

  /** Facts: whether a step has begun that may change the target. */
  private static final String TOUCHED = "touched";

  /** The steps that leave the target as it is. */
  private static final Set<DeployStep> LOCAL =
      EnumSet.of(DeployStep.RESOLVE, DeployStep.CHECK, DeployStep.CONVERT);

  private final DeploymentImages images;
  private final TargetDrivers drivers;
  private final Deployments registry;
  private final Clock clock;

  public DeployWork(
      DeploymentImages images, TargetDrivers drivers, Deployments registry, Clock clock) {
    this.images = images;
    this.drivers = drivers;
    this.registry = registry;
    this.clock = clock;
  }

  /** Runs one step. */
  public DeployNote run(OpenDeployment deployment, DeployStep step, StepReporter progress)
      throws IOException, InterruptedException {
    DeployContext context = context(deployment, step, progress);
    if (!LOCAL.contains(step) && isUntouched(deployment.folder())) {
      touched(deployment.folder()).write(true);
    }
    try (TargetDriver driver = open(deployment)) {
      DeployNote note =
          switch (step) {
            case RESOLVE -> resolve(context);
            case CHECK -> check(deployment, driver);
            case CONVERT -> driver.convert(context);
            case UPLOAD -> driver.upload(context);
            case CREATE -> driver.create(context);
            case TRY -> driver.trial(context);
            case SWITCH -> switchTo(context, driver);
            case RECORD -> record(context, driver);
            case PRUNE -> prune(context, driver);
            case UNKNOWN -> throw new IllegalArgumentException("an unknown step of a deployment");
          };
      deployment.log().add(step.id(), note.text().isEmpty() ? "done" : note.text());
      return note;
    }
  }

  /** Removes a deployment from its target and from the registry. */
  DeployNote undo(OpenDeployment deployment, StepReporter progress)
      throws IOException, InterruptedException {
    if (deployment.plan().act() == DeployAct.REMOVE) {
      return DeployNote.of("a removal is not undone");
    }
    if (isUntouched(deployment.folder())) {
      // Its settings may be wrong, such as a node that does not exist, and so fail here again.
      return DeployNote.of("nothing was begun on the target");
    }
    DeployContext context = context(deployment, DeployStep.UNKNOWN, progress);
    try (TargetDriver driver = open(deployment)) {
      DeployNote note = driver.undo(context);
      Optional<DeploymentId> current =
          ofLine(driver, deployment.id()).stream()
              .filter(its -> its.state() == TargetDeployment.State.CURRENT)
              .map(TargetDeployment::id)
              .findFirst();
      registry.undo(deployment.id(), current);
      return note;
    }
  }

  private TargetDriver open(OpenDeployment deployment) {
    return drivers.open(deployment.plan().target(), deployment.settings(), deployment.secrets());
  }

  private DeployContext context(OpenDeployment deployment, DeployStep step, StepReporter progress) {
    return new DeployContext(
        deployment.id(),
        deployment.plan(),
        step,
        images.path(deployment.plan().image()),
        images.uefiVariables(deployment.plan().image()),
        images.manifest(deployment.plan().image()),
        deployment.folder(),
        deployment.log(),
        progress);
  }

  private DeployNote resolve(DeployContext context) throws IOException {
    images.requireSound(context.plan().image(), context::fraction);
    return DeployNote.of("image " + context.plan().image().name());
  }

  private static DeployNote check(OpenDeployment deployment, TargetDriver driver)
      throws IOException, InterruptedException {
    List<TargetFinding> findings = new ArrayList<>();
    boolean takesIt =
        deployment
            .settings()
            .common()
            .architectures()
            .contains(deployment.plan().image().architecture());
    if (!takesIt) {
      findings.add(
          TargetFinding.bad(
              "architecture",
              "It takes no images of " + deployment.plan().image().architecture() + ".",
              FailureKind.TARGET_REFUSED,
              "Add it to the target's architectures:, or use another target."));
    }
    boolean deploys = deployment.plan().act() == DeployAct.DEPLOY;
    findings.addAll(
        driver.check(deploys ? Optional.of(deployment.plan().image()) : Optional.empty()));
    findings.forEach(
        its -> deployment.log().add(DeployStep.CHECK.id(), its.subject() + ": " + its.found()));
    Optional<TargetFinding> bad = findings.stream().filter(its -> !its.isGood()).findFirst();
    if (bad.isPresent()) {
      throw new BuildFailure(bad.get().report(deployment.plan().target()), null);
    }
    return DeployNote.of(findings.size() + " checks passed");
  }

  private static DeployNote switchTo(DeployContext context, TargetDriver driver)
      throws IOException, InterruptedException {
    DeployNote note = driver.switchTo(context);
    switched(context).write(note);
    return note;
  }

  private DeployNote record(DeployContext context, TargetDriver driver)
      throws IOException, InterruptedException {
    switch (context.plan().act()) {
      case DEPLOY -> registry.add(entry(context));
      case ROLLBACK -> registry.switchTo(context.plan().rollbackTo().orElseThrow());
      case REMOVE -> forgetWhatIsGone(context, driver);
    }
    recorded(context.folder()).write(clock.instant());
    return DeployNote.of("");
  }

  /** Whether a deployment stays on its target even if it ends before its last step. */
  static boolean isToStay(DeploymentFolder folder) {
    return recorded(folder).isKnown();
  }

  private static DeployFact<Instant> recorded(DeploymentFolder folder) {
    return DeployFact.in(folder, RECORDED, Instant.class);
  }

  /**
   * Records that the deployment has changed nothing on its target. Without such a record it may
   * have: the deployment of an older PIM has none.
   */
  static void setUntouched(DeploymentFolder folder) throws IOException {
    touched(folder).write(false);
  }

  private static boolean isUntouched(DeploymentFolder folder) throws IOException {
    return touched(folder).read().equals(Optional.of(false));
  }

  private static DeployFact<Boolean> touched(DeploymentFolder folder) {
    return DeployFact.in(folder, TOUCHED, Boolean.class);
  }

  private static DeployFact<DeployNote> switched(DeployContext context) {
    return context.fact(SWITCHED, DeployNote.class);
  }

  private DeploymentEntry entry(DeployContext context) throws IOException {
    DeployNote switched =
        switched(context).read().orElseThrow(() -> unknownSwitch(switched(context)));
    Optional<DeploymentEntry> before = registry.find(context.id());
    return new DeploymentEntry(
        context.id(),
        context.plan().image().name(),
        context.plan().type(),
        switched.place().orElse(""),
        before.map(DeploymentEntry::deployed).orElseGet(clock::instant),
        switched.previous().flatMap(DeploymentId::tryParse),
        DeploymentEntry.State.CURRENT);
  }

  private static BuildFailure unknownSwitch(DeployFact<DeployNote> switched) {
    return BuildFailure.of(
            FailureKind.INTERNAL, "PIM no longer knows which deployment it switched the target to.")
        .where(switched.file())
        .todo("Abort the deployment, which switches the target back, and start it again.")
        .build();
  }

  private DeployNote prune(DeployContext context, TargetDriver driver)
      throws IOException, InterruptedException {
    DeployNote note = driver.prune(context);
    if (context.plan().act() == DeployAct.DEPLOY) {
      forgetWhatIsGone(context, driver);
    }
    return note;
  }

  private void forgetWhatIsGone(DeployContext context, TargetDriver driver)
      throws IOException, InterruptedException {
    Set<DeploymentId> there =
        ofLine(driver, context.id()).stream().map(TargetDeployment::id).collect(Collectors.toSet());
    registry.keepOnly(context.id(), there);
  }

  private static List<TargetDeployment> ofLine(TargetDriver driver, DeploymentId line)
      throws IOException, InterruptedException {
    return driver.inventory().stream()
        .filter(its -> its.id().workflowId().equals(line.workflowId()))
        .toList();
  }
}
