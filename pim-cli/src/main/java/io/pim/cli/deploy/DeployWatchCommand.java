package io.pim.cli.deploy;

import io.pim.cli.client.DeployRuns;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.ServiceCall;
import io.pim.cli.watch.WatchSession;
import io.pim.cli.watch.WatchedDeployment;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pim deploy watch}. */
@Command(
    name = "watch",
    header = "Watch a deployment until it ends or is held.",
    description =
        "Ctrl-C once leaves the deployment running; twice cancels it, which removes what it made.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:the deployment is done",
      "1:the deployment failed",
      "3:the deployment is held and waits for a person",
      "130:left with Ctrl-C, or the deployment was cancelled"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim deploy watch developer-x86_64-to-proxmox-sg-20261122-101500",
      "  pim deploy watch proxmox-sg"
    })
final class DeployWatchCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private DeploymentParameter deployment;

  DeployWatchCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    return ServiceCall.on(
        context.temporal().open(),
        session -> {
          WatchedDeployment found =
              new WatchedDeployment(new DeployRuns(session.client()).find(deployment.id()).ref());
          return new WatchSession(context.terminal(), context.interrupts(), context.clock())
              .watch(session, found)
              .exitStatus();
        });
  }
}
