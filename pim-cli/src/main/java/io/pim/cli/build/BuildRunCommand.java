package io.pim.cli.build;

import io.pim.cli.client.BuildOutcome;
import io.pim.cli.client.BuildRef;
import io.pim.cli.client.Builds;
import io.pim.cli.client.StartAnswer;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.Terminal;
import io.pim.cli.plan.PlanDifference;
import io.pim.cli.plan.PlannedBuild;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import io.pim.cli.shell.ServiceCall;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.cli.watch.WatchEnd;
import io.pim.cli.watch.WatchSession;
import io.pim.model.failure.FailureReport;
import io.pim.model.plan.LayerRule;
import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanStep;
import io.pim.model.unit.Architecture;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildState;
import java.io.IOException;
import java.io.PrintWriter;
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
      "Ctrl-C once leaves the build running; twice cancels it.",
      ""
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:the image is there",
      "1:the build failed, or another plan is being built",
      "2:the configuration is wrong; nothing was started",
      "3:the build is held and waits for a person",
      "130:left with Ctrl-C, or the build was cancelled"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim build run developer",
      "  pim build run developer --dry-run",
      "  pim build run developer --from app            redo the script app and everything "
          + "after it",
      "  pim build run developer --arch arm64 --detach",
      "  pim build run developer --on-failure fail     in CI"
    })
final class BuildRunCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(paramLabel = "PROFILE", description = "The profile to build.")
  private String profile;

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      description = "x86_64 or arm64. Default: this host's own, if the profile supports it.")
  private Architecture architecture;

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

  @Mixin private ColdOption cold;
  @Mixin private OnFailureOption onFailure;
  @Mixin private OutputOption output;

  BuildRunCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    PlannedBuild planned =
        Planners.of(context.folders()).plan(profile, Optional.ofNullable(architecture));
    Optional<PlanStep> redoFrom = redoFrom(planned.plan());
    if (dryRun) {
      return dryRun(new LayerRule(planned.plan(), redoFrom.map(PlanStep::name)));
    }
    BuildRequest request =
        new BuildRequests(context.folders())
            .start(planned, context.clock().instant(), redoFrom, onFailure.value())
            .asCold(cold.value());
    return ServiceCall.on(context.temporal().startIfNeeded(), session -> run(session, request));
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

  private int dryRun(LayerRule rule) throws IOException, InterruptedException {
    DryRunView.print(context.terminal(), new DryRun(context.folders()).of(rule), output.isJson());
    return ExitStatus.DONE;
  }

  private int run(Session session, BuildRequest request) throws InterruptedException {
    StartAnswer answer = new Builds(session.client()).start(request);
    answer.running().ifPresent(running -> requireSame(session, answer, running, request.plan()));
    String id = answer.build().buildId();
    Terminal terminal = output.isJson() ? context.terminal().besideResult() : context.terminal();
    PrintWriter out = terminal.out();
    out.println(answer.isNew() ? "build " + id : "build " + id + " runs already; joining it");
    if (detach) {
      out.println("it continues in the background; to see it: pim build watch " + id);
      print(new Shown(id, state(session, answer.build()), Optional.empty(), Optional.empty()));
      return ExitStatus.DONE;
    }
    WatchEnd<BuildOutcome> end =
        new WatchSession(terminal, context.interrupts(), context.clock())
            .watch(session, new WatchedBuild(answer.build()));
    end.outcome().ifPresent(how -> print(new Shown(id, how.state(), how.failure(), how.result())));
    return end.exitStatus();
  }

  /**
   * The JSON of {@code pim build run -o json}, printed when the build has ended or is held.
   *
   * @param failure why it failed or is held
   */
  public record Shown(
      String buildId,
      BuildState state,
      Optional<FailureReport> failure,
      Optional<BuildResult> result) {}

  private void print(Shown shown) {
    if (output.isJson()) {
      JsonOutput.print(context.out(), shown);
    }
  }

  private static BuildState state(Session session, BuildRef build) {
    return new Builds(session.client()).row(build).state();
  }

  private void requireSame(Session session, StartAnswer answer, Plan running, Plan wanted) {
    if (running.imageKey().equals(wanted.imageKey())) {
      return;
    }
    String id = answer.build().buildId();
    BuildState state = state(session, answer.build());
    throw Complaint.of(
            ExitStatus.FAILED,
            "Build "
                + id
                + (state == BuildState.HELD ? " is held" : " runs")
                + " with another plan; nothing was started.")
        .because(PlanDifference.between(running, wanted))
        .advise(
            state == BuildState.HELD
                ? "pim build retry "
                    + id
                    + " continues with the new plan; pim build abort "
                    + "ends it."
                : "pim build watch " + id + " shows it; pim build cancel " + id + " ends it.")
        .failure();
  }
}
