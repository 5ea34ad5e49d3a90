package io.pim.cli.build;

import io.pim.cli.client.BuildOutcome;
import io.pim.cli.client.BuildRef;
import io.pim.cli.client.Builds;
import io.pim.cli.client.StartAnswer;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.Terminal;
import io.pim.cli.plan.PlannedBuild;
import io.pim.cli.plan.Planner;
import io.pim.cli.shell.ArchitectureWish;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import io.pim.cli.shell.ServiceCall;
import io.pim.cli.shell.SetOption;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.cli.temporal.ThisHost;
import io.pim.cli.watch.DeploymentWatch;
import io.pim.cli.watch.WatchEnd;
import io.pim.cli.watch.WatchSession;
import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanStep;
import io.pim.model.unit.Architecture;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildState;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pim build run}. */
@Command(
    name = "run",
    header = "Build the image of a profile, or continue its build.",
    description = {
      "",
      "Starts a local Temporal service and a worker unless a service is configured. Cached "
          + "steps are not repeated. A profile and architecture have one build at a time; the "
          + "command joins a running build of the same plan.",
      "",
      "With several profiles, or --arch all, the builds run at the same time as far as hosts have "
          + "slots, and are shown in one table. Nothing starts if one of them cannot be planned or "
          + "has no host. The exit status is the highest of theirs.",
      "",
      "Ctrl-C once leaves the build running; twice cancels it.",
      ""
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:the image exists, and every target of --deploy has it",
      "1:the build or a deployment failed, or another plan is being built",
      "2:the configuration is wrong; nothing was started",
      "3:the build or a deployment is held and waits for a person",
      "130:left with Ctrl-C, or the build was cancelled"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim build run developer",
      "  pim build run developer --dry-run",
      "  pim build run developer --from app            redo the script app and everything "
          + "after it",
      "  pim build run developer --arch arm64 --detach",
      "  pim build run web db --arch all",
      "  pim build run developer --arch arm64 --on mac-mini-3fa2c1",
      "  pim build run developer --set hostname=db1 --set build.memory=4G",
      "  pim build run developer --on-failure fail     in CI",
      "  pim build run developer --deploy proxmox-sg,shelf"
    })
final class BuildRunCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(paramLabel = "PROFILE", arity = "1..*", description = "The profiles to build.")
  private List<String> profiles = List.of();

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      completionCandidates = ArchitectureWish.Words.class,
      description =
          "x86_64, arm64, or all that the profile is for. Default: this host's own, if the profile"
              + " supports it.")
  private ArchitectureWish architecture;

  @Option(names = "--dry-run", description = "Show the plan and what is cached; start nothing.")
  private boolean dryRun;

  @Option(
      names = "--force",
      description = "Redo all steps: use no layer or image of another build.")
  private boolean force;

  @Option(
      names = "--from",
      paramLabel = "STEP",
      description =
          "Redo STEP and everything after it, even if it is cached: a script's name, install, "
              + "finalize, verify ... (--dry-run lists them).")
  private String from;

  @Option(names = "--detach", description = "Start the build and exit.")
  private boolean detach;

  @Option(
      names = "--deploy",
      split = ",",
      paramLabel = "TARGET",
      description =
          "Deploy the image to these targets once it is registered, and watch that. The build "
              + "starts the deployments, so they also start when this command has ended.")
  private List<String> deploy = List.of();

  @Mixin private SetOption set;
  @Mixin private HostOption host;
  @Mixin private ColdOption cold;
  @Mixin private OnFailureOption onFailure;
  @Mixin private OutputOption output;

  BuildRunCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    List<OrderedBuild> all = new ArrayList<>();
    Planner planner = Planners.of(context.folders());
    for (String profile : profiles.stream().distinct().toList()) {
      for (Optional<Architecture> wanted : architectures(planner, profile)) {
        all.add(order(planner.plan(profile, wanted, set.changes())));
      }
    }
    if (dryRun) {
      new DryRunView(context).print(all, isSeveral(), output.isJson());
      return ExitStatus.DONE;
    }
    return ServiceCall.on(context.temporal().startIfNeeded(), session -> run(session, all));
  }

  /** Whether the result is that of several builds, however many the profiles are for. */
  private boolean isSeveral() {
    return profiles.size() > 1 || (architecture != null && architecture.isAll());
  }

  private List<Optional<Architecture>> architectures(Planner planner, String profile) {
    return architecture == null
        ? List.of(Optional.empty())
        : architecture.of(() -> planner.architectures(profile, set.changes()));
  }

  private OrderedBuild order(PlannedBuild configured) throws IOException {
    PlannedBuild planned =
        host.builder(ThisHost.id(context.folders())).map(configured::on).orElse(configured);
    return new OrderedBuild(
        planned, redoFrom(planned.plan()), OrderedTargets.of(context, deploy, planned.plan()));
  }

  private int run(Session session, List<OrderedBuild> all)
      throws IOException, InterruptedException {
    List<BuildRequest> requests = new ArrayList<>();
    for (OrderedBuild ordered : all) {
      // Throws if one has no host; none has been started then.
      requests.add(request(session, ordered.planned(), ordered.redoFrom(), ordered.targets()));
    }
    if (!isSeveral()) {
      return run(session, requests.get(0), all.get(0).targetNames());
    }
    Terminal terminal = output.isJson() ? context.terminal().besideResult() : context.terminal();
    SeveralBuilds builds = new SeveralBuilds(context, session, terminal);
    for (int i = 0; i < all.size(); i++) {
      BuildRequest request = requests.get(i);
      List<String> targets = all.get(i).targetNames();
      builds.start(targets, () -> start(session, request));
    }
    SeveralBuilds.Ended ended = detach ? builds.leave() : builds.watch();
    if (output.isJson()) {
      JsonOutput.print(context.out(), new BuildRunResult.All(ended.shown()));
    }
    return ended.exitStatus();
  }

  private BuildRequest request(
      Session session, PlannedBuild planned, Optional<PlanStep> redoFrom, OrderedTargets targets)
      throws IOException, InterruptedException {
    Route route =
        new Routing(session, context, Architecture.ofThisMachine())
            .of(planned.plan(), planned.plan().builder());
    BuildRequest request =
        new BuildRequests(context.folders())
            .start(
                planned.on(route.builder()), context.clock().instant(), redoFrom, onFailure.value())
            .asCold(cold.value())
            .askingFirst(route.askFirst());
    return request.deploying(targets.orders(request.buildId(), onFailure.value()));
  }

  /** The first step to redo; with --force, the plan's first. */
  private Optional<PlanStep> redoFrom(Plan plan) {
    if (force && from != null) {
      throw Complaint.of(ExitStatus.USAGE, "--force and --from cannot be combined.")
          .because("--force redoes all steps, --from only those from one step on")
          .advise("Give one of them.")
          .failure();
    }
    return force
        ? Optional.of(plan.steps().get(0))
        : Optional.ofNullable(from).map(typed -> StepChoice.in(plan, typed));
  }

  private StartAnswer start(Session session, BuildRequest request) {
    StartAnswer answer = new Builds(session.client()).start(request);
    if (!answer.isNew()) {
      JoinedBuild.of(session, answer).require(request, host.isChosen());
    }
    return answer;
  }

  private int run(Session session, BuildRequest request, List<String> targets)
      throws InterruptedException {
    StartAnswer answer = start(session, request);
    String id = answer.build().buildId();
    Terminal terminal = output.isJson() ? context.terminal().besideResult() : context.terminal();
    PrintWriter out = terminal.out();
    boolean isHeld = !answer.isNew() && state(session, answer.build()) == BuildState.HELD;
    out.println(
        "build "
            + id
            + (answer.isNew() ? "" : isHeld ? " is held" : " is already running; joining it"));
    if (!targets.isEmpty()) {
      out.println("then it deploys the image to " + String.join(", ", targets));
    }
    if (detach && !isHeld) {
      out.println("it continues in the background; to see it: pim build watch " + id);
      BuildState state = state(session, answer.build());
      print(new BuildRunResult(id, state, Optional.empty(), Optional.empty(), List.of()));
      return ExitStatus.DONE;
    }
    WatchEnd<BuildOutcome> end =
        new WatchSession(terminal, context.interrupts(), context.clock())
            .watch(session, new WatchedBuild(answer.build()));
    if (end.outcome().isEmpty()) {
      return end.exitStatus();
    }
    BuildOutcome how = end.outcome().get();
    OrderedWatch.Ended deployed =
        how.result().isPresent()
            ? new OrderedWatch(new DeploymentWatch(context, session, terminal))
                .watch(how.result().get(), targets)
            : OrderedWatch.Ended.NONE;
    print(new BuildRunResult(id, how.state(), how.failure(), how.result(), deployed.shown()));
    return Math.max(end.exitStatus(), deployed.exitStatus());
  }

  private void print(BuildRunResult shown) {
    if (output.isJson()) {
      JsonOutput.print(context.out(), shown);
    }
  }

  private static BuildState state(Session session, BuildRef build) {
    return new Builds(session.client()).row(build).state();
  }
}
