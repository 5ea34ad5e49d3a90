package io.pim.cli.deploy;

import io.pim.cli.client.DeployRuns;
import io.pim.cli.client.DeploymentOutcome;
import io.pim.cli.client.DeploymentRow;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.ServiceCall;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.cli.temporal.ThisHost;
import io.pim.cli.watch.LogFollower;
import io.pim.cli.watch.LogPrinter;
import io.pim.cli.watch.WatchedDeployment;
import io.pim.model.files.DeploymentFolder;
import io.pim.model.files.DeploymentId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pim deploy logs}. */
@Command(
    name = "logs",
    header = "Print what a deployment did on its target.",
    description = "Logs are on the host that has the image. Secrets are masked.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim deploy logs proxmox-sg -f",
      "  pim deploy logs developer-x86_64-to-proxmox-sg-20261122-101500"
    })
final class DeployLogsCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private DeploymentParameter deployment;

  @Option(
      names = {"-f", "--follow"},
      description =
          "Follow the log until the deployment ends, through restarts and retries; the exit "
              + "status is the deployment's.")
  private boolean follow;

  DeployLogsCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    boolean isHere =
        DeploymentId.tryParse(deployment.id())
            .map(id -> Files.isDirectory(context.folders().deployment(id).root()))
            .orElse(false);
    if (isHere && !follow) {
      // Needs no server, because logs are most useful when nothing else works.
      return print(DeploymentId.of(deployment.id()));
    }
    return ServiceCall.on(context.temporal().open(), this::find);
  }

  private int find(Session session) throws IOException, InterruptedException {
    DeploymentRow row = new DeployRuns(session.client()).find(deployment.id());
    DeploymentId id = DeploymentId.of(row.id());
    requireHere(id, row.host());
    if (!follow) {
      return print(id);
    }
    return new LogFollower(session, context.terminal(), context.interrupts(), context.clock())
        .follow(
            new WatchedDeployment(row.ref()),
            context.folders().deployment(id).log(),
            line -> true,
            seen -> {})
        .map(DeploymentOutcome::exitStatus)
        .orElse(ExitStatus.INTERRUPTED);
  }

  private int print(DeploymentId id) throws IOException {
    Path log = context.folders().deployment(id).log();
    if (Files.notExists(log)) {
      throw Complaint.of(ExitStatus.FAILED, "Deployment " + id + " has not written a log yet.")
          .at(log)
          .advise("pim deploy show " + id + " shows its state.")
          .failure();
    }
    new LogPrinter(context.terminal(), log, line -> true).print();
    return ExitStatus.DONE;
  }

  private void requireHere(DeploymentId id, String host) throws IOException {
    String here = ThisHost.usableId(context.folders());
    DeploymentFolder folder = context.folders().deployment(id);
    if (!host.equals(here) && Files.notExists(folder.root())) {
      throw Complaint.of(
              ExitStatus.FAILED, "The log of deployment " + id + " is on host " + host + ".")
          .because("This is host " + here + "; a log stays on the host that deploys.")
          .advise("Run there: pim deploy logs " + id)
          .failure();
    }
  }
}
