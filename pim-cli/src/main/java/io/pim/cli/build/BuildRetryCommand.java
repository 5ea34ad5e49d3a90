package io.pim.cli.build;

import io.pim.cli.client.BuildRow;
import io.pim.cli.client.Builds;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.plan.PlanDifference;
import io.pim.cli.plan.PlannedBuild;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.HereOption;
import io.pim.cli.shell.SameProject;
import io.pim.cli.shell.ServiceCall;
import io.pim.cli.shell.SetOption;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.cli.watch.ReportParts;
import io.pim.cli.watch.WatchSession;
import io.pim.model.plan.Plan;
import io.pim.model.unit.Architecture;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildTerms;
import io.pim.workflows.message.RetryAnswer;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pim build retry}. */
@Command(
    name = "retry",
    header = "Continue a held build with the present configuration.",
    description = {
      "",
      "Makes a new plan from the current folder, which must be the one that the build was started "
          + "from, unless the plan is the same or --here is given. The build continues from the "
          + "first step whose inputs have changed, or from the step that failed; earlier steps are "
          + "kept. The fields that --set gave the build stay set; those given here win.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  vi scripts.d/developer.sh && pim build retry developer",
      "  pim build retry developer --set build.memory=4G",
      "  pim build retry developer-x86_64-20261122-101500 --detach"
    })
final class BuildRetryCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private BuildParameter build;

  @Option(names = "--detach", description = "Continue the build and exit.")
  private boolean detach;

  @Mixin private SetOption set;
  @Mixin private HereOption here;
  @Mixin private ColdOption cold;
  @Mixin private OnFailureOption onFailure;

  BuildRetryCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    // If the service is down, a build can only receive this once its worker is back.
    return ServiceCall.on(context.temporal().startIfNeeded(), this::retry);
  }

  /** The host to continue on: the configured one, else the one that the build had. */
  private String builder(Session session, PlannedBuild planned, BuildRow row) throws IOException {
    String configured = planned.plan().builder();
    return configured.equals(Plan.AUTO)
        ? new Builds(session.client()).plan(row.ref()).builder()
        : new Routing(session, context, Architecture.ofThisMachine())
            .of(planned.plan(), configured)
            .builder();
  }

  /** Another folder may have a profile of the same name. */
  private void requireSameProject(
      BuildRow row, BuildTerms terms, Plan before, PlannedBuild planned) {
    SameProject.of(context.folders())
        .require(
            terms.project(),
            "Build " + row.buildId(),
            PlanDifference.between(before, planned.plan().on(before.builder())),
            "pim build retry " + row.buildId());
  }

  private int retry(Session session) throws Exception {
    Builds builds = new Builds(session.client());
    BuildRow row = HeldBuild.require(builds.find(build.id()), "retried");
    BuildTerms terms = builds.terms(row.ref());
    PlannedBuild planned =
        Planners.of(context.folders())
            .plan(
                row.profile(),
                Optional.of(Architecture.of(row.architecture())),
                terms.set().with(set.changes()));
    if (!here.value()) {
      requireSameProject(row, terms, builds.plan(row.ref()), planned);
    }
    BuildRequest request =
        new BuildRequests(context.folders())
            .retry(planned.on(builder(session, planned, row)), row.ref(), onFailure.value())
            .asCold(cold.value());
    RetryAnswer answer = builds.retry(row.ref(), request);
    context.out().println(ReportParts.continues("build", row.buildId(), answer));
    if (detach) {
      return ExitStatus.DONE;
    }
    return new WatchSession(context.terminal(), context.interrupts(), context.clock())
        .watch(session, new WatchedBuild(row.ref()))
        .exitStatus();
  }
}
