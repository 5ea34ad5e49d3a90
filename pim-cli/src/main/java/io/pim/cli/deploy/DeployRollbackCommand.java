package io.pim.cli.deploy;

import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import io.pim.cli.shell.ServiceCall;
import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployPlan;
import io.pim.model.registry.DeploymentEntry;
import io.pim.model.target.Target;
import io.pim.workflows.message.DeployRequest;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pim deploy rollback}. */
@Command(
    name = "rollback",
    header = "Roll a target back to the previous deployment.",
    description =
        "Uploads nothing: the earlier deployment is still on the target, and becomes the current "
            + "one in one act.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:users of the target get the earlier image",
      "1:there is no earlier deployment, or the rollback failed",
      "3:the rollback is held and waits for a person",
      "130:left with Ctrl-C, or the rollback was cancelled"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim deploy rollback proxmox-sg developer",
      "  pim deploy rollback proxmox-sg developer --to "
          + "developer-x86_64-to-proxmox-sg-20261122-101500"
    })
final class DeployRollbackCommand implements Callable<Integer> {
  private final CliContext context;

  @Mixin private LineParameters deployed;

  @Option(
      names = "--to",
      paramLabel = "DEPLOYMENT",
      description =
          "Roll back to this deployment, which must still be on the target. Default: the previous "
              + "one.")
  private String to;

  @Option(names = "--detach", description = "Start the rollback and exit.")
  private boolean detach;

  @Mixin private FailureOption onFailure;
  @Mixin private OutputOption output;

  DeployRollbackCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    DeployRequests requests = new DeployRequests(context);
    Target target = requests.targets().get(deployed.target());
    DeployedLine line = deployed.line(context);
    DeploymentEntry before = to == null ? line.before() : line.named(to);
    DeployPlan plan =
        DeployRequests.plan(
            DeployAct.ROLLBACK,
            target,
            line.image(before),
            Optional.of(before.id()),
            target.settings().common().keep());
    DeployRequest request = requests.start(plan, target, onFailure.value());
    return ServiceCall.on(
        context.temporal().startIfNeeded(),
        session -> new DeploymentRun(context, session, output.isJson(), detach).runOnly(request));
  }
}
