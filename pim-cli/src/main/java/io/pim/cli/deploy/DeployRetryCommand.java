package io.pim.cli.deploy;

import io.pim.cli.client.DeployRuns;
import io.pim.cli.client.DeploymentRow;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.HereOption;
import io.pim.cli.shell.SameProject;
import io.pim.cli.shell.ServiceCall;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.cli.watch.ReportParts;
import io.pim.cli.watch.WatchSession;
import io.pim.cli.watch.WatchedDeployment;
import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployPlan;
import io.pim.model.files.DeploymentId;
import io.pim.model.target.Target;
import io.pim.workflows.message.RetryAnswer;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pim deploy retry}. */
@Command(
    name = "retry",
    header = "Continue a held deployment with the target's present settings.",
    description = {
      "",
      "Reads the target's settings and secrets again. The deployment continues from the step that "
          + "failed; if the settings have changed, it removes what it made and starts again. "
          + "Image and target stay the same. It must be run in the folder that the deployment was "
          + "started from, unless the settings are the same or --here is given.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  vi targets.d/proxmox.yml && pim deploy retry proxmox-sg",
      "  pim deploy retry developer-x86_64-to-proxmox-sg-20261122-101500 --detach"
    })
final class DeployRetryCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private DeploymentParameter deployment;

  @Option(names = "--detach", description = "Continue the deployment and exit.")
  private boolean detach;

  @Mixin private HereOption here;
  @Mixin private FailureOption onFailure;

  DeployRetryCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    // If the service is down, a deployment can only receive this once its worker is back.
    return ServiceCall.on(context.temporal().startIfNeeded(), this::retry);
  }

  private int retry(Session session) throws Exception {
    DeployRuns runs = new DeployRuns(session.client());
    DeploymentRow row = HeldDeployment.require(runs.find(deployment.id()), "retried");
    DeployRequests requests = new DeployRequests(context);
    Target target = requests.targets().get(row.target());
    DeployPlan before = runs.plan(row.ref());
    DeployPlan plan = again(before, target);
    if (!here.value()) {
      // Another folder may have a target of the same name.
      SameProject.of(context.folders())
          .require(
              runs.terms(row.ref()).project(),
              "Deployment " + row.id(),
              // Not by equals: numbers in the settings come back from JSON with other types.
              before.digest().equals(plan.digest())
                  ? List.of()
                  : List.of("The settings of target " + row.target() + " differ here."),
              "pim deploy retry " + row.id());
    }
    RetryAnswer answer =
        runs.retry(
            row.ref(),
            requests.request(DeploymentId.of(row.id()), plan, target, onFailure.value()));
    context.out().println(ReportParts.continues("deployment", row.id(), answer));
    if (detach) {
      return ExitStatus.DONE;
    }
    return new WatchSession(context.terminal(), context.interrupts(), context.clock())
        .watch(session, new WatchedDeployment(row.ref()))
        .exitStatus();
  }

  /** The same act on the same image; a removal keeps the requested number. */
  private static DeployPlan again(DeployPlan before, Target target) {
    return DeployRequests.plan(
        before.act(),
        target,
        before.image(),
        before.rollbackTo(),
        before.act() == DeployAct.REMOVE ? before.keep() : target.settings().common().keep());
  }
}
