package io.pim.cli.deploy;

import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.KeptImages;
import io.pim.cli.shell.OutputOption;
import io.pim.cli.shell.ServiceCall;
import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployPlan;
import io.pim.model.target.Target;
import io.pim.workflows.message.DeployRequest;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pim deploy rm}. */
@Command(
    name = "rm",
    aliases = "remove",
    header = "Remove older deployments of a profile from a target.",
    description = "Keeps the newest ones and always the current one; --keep 0 removes them all.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:the deployments are removed",
      "1:the removal failed",
      "3:the removal is held and waits for a person",
      "130:left with Ctrl-C, or the removal was cancelled"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim deploy rm proxmox-sg developer --keep 2",
      "  pim deploy rm proxmox-sg developer --keep 0     all of them"
    })
final class DeployRmCommand implements Callable<Integer> {
  private final CliContext context;

  @Mixin private LineParameters deployed;

  @Option(
      names = "--keep",
      paramLabel = "N",
      required = true,
      description = "The number of deployments to keep, 0 or more.")
  private KeptImages keep;

  @Option(names = "--detach", description = "Start the removal and exit.")
  private boolean detach;

  @Mixin private FailureOption onFailure;
  @Mixin private OutputOption output;

  DeployRmCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    DeployRequests requests = new DeployRequests(context);
    Target target = requests.targets().get(deployed.target());
    DeployedLine line = deployed.line(context);
    DeployPlan plan =
        DeployRequests.plan(
            DeployAct.REMOVE, target, line.image(line.newest()), Optional.empty(), keep.count());
    DeployRequest request = requests.start(plan, target, onFailure.value());
    return ServiceCall.on(
        context.temporal().startIfNeeded(),
        session -> new DeploymentRun(context, session, output.isJson(), detach).runOnly(request));
  }
}
