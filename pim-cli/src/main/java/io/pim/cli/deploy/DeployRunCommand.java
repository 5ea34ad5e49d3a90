package io.pim.cli.deploy;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.Table;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.DeployTargets;
import io.pim.cli.shell.OutputOption;
import io.pim.cli.shell.ServiceCall;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.cli.watch.DeploymentWatch;
import io.pim.model.deploy.DeployPlan;
import io.pim.model.deploy.DeployStep;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.profile.Targets;
import io.pim.model.target.Target;
import io.pim.model.unit.Architecture;
import io.pim.workflows.message.DeployRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pim deploy run}. */
@Command(
    name = "run",
    header = "Deploy an image to a target.",
    description = {
      "",
      "Uploads the image, prepares it beside the one that users of the target get, and then "
          + "switches to it in one act. Users notice nothing until the switch. A failed step "
          + "holds the deployment. A target has one deployment of a profile and architecture at a "
          + "time.",
      "",
      "Ctrl-C once leaves the deployment running; twice cancels it, which removes what it made.",
      ""
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:the image is what users of the target get",
      "1:the deployment failed, or another one is running",
      "2:the configuration is wrong; nothing was started",
      "3:the deployment is held and waits for a person",
      "130:left with Ctrl-C, or the deployment was cancelled"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim deploy run developer proxmox-sg",
      "  pim deploy run developer-x86_64-20261122-101500 proxmox-sg",
      "  pim deploy run developer --all-targets --dry-run",
      "  pim deploy run developer proxmox-sg --on-failure fail     in CI"
    })
final class DeployRunCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(
      index = "0",
      paramLabel = "IMAGE|PROFILE",
      description = "An image; or a profile, whose newest image is deployed.")
  private String image;

  @Parameters(
      index = "1..*",
      paramLabel = "TARGET",
      description = "The targets, one after the other.")
  private List<String> names = List.of();

  @Option(
      names = "--all-targets",
      description = "All targets that take images of this architecture.")
  private boolean allTargets;

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      description = "The newest image of the profile for this architecture.")
  private Architecture architecture;

  @Option(names = "--dry-run", description = "Show the steps; start nothing.")
  private boolean dryRun;

  @Option(names = "--detach", description = "Start the deployment and exit.")
  private boolean detach;

  @Mixin private FailureOption onFailure;
  @Mixin private OutputOption output;

  DeployRunCommand(CliContext context) {
    this.context = context;
  }

  /**
   * One line of the dry run.
   *
   * @param keep how many deployments stay on the target
   */
  record Planned(
      String target, String type, String image, String host, List<String> steps, int keep) {
    static Planned of(DeployPlan plan) {
      return new Planned(
          plan.target(),
          plan.type(),
          plan.image().name(),
          plan.image().host(),
          plan.steps().stream().map(DeployStep::id).toList(),
          plan.keep());
    }
  }

  @Override
  public Integer call() throws Exception {
    DeployedImage chosen =
        new DeployImages(context).meant(image, Optional.ofNullable(architecture));
    List<Target> targets = targets(chosen);
    if (dryRun) {
      return dryRun(targets.stream().map(target -> DeployRequests.deploy(target, chosen)).toList());
    }
    // All requests first: a secret that cannot be found stops all before the first has begun.
    List<DeployRequest> requests = new ArrayList<>();
    DeployRequests maker = new DeployRequests(context);
    for (Target target : targets) {
      requests.add(maker.start(DeployRequests.deploy(target, chosen), target, onFailure.value()));
    }
    return ServiceCall.on(context.temporal().startIfNeeded(), session -> run(session, requests));
  }

  private List<Target> targets(DeployedImage chosen) {
    Targets all = new DeployRequests(context).targets();
    if (allTargets == !names.isEmpty()) {
      throw Complaint.of(ExitStatus.USAGE, "Name targets, or give --all-targets.")
          .because(all.choices().isEmpty() ? "There are no targets in targets.d." : "")
          .advise("See what there is: pim target list")
          .failure();
    }
    List<Target> targets =
        (allTargets ? all.choices() : names).stream().distinct().map(all::get).toList();
    if (allTargets) {
      targets =
          targets.stream()
              .filter(
                  target ->
                      target.settings().common().architectures().contains(chosen.architecture()))
              .toList();
    }
    targets.forEach(
        target ->
            DeployTargets.require(
                context, target, "Image " + chosen.name(), chosen.architecture()));
    return targets;
  }

  private int dryRun(List<DeployPlan> plans) {
    List<Planned> planned = plans.stream().map(Planned::of).toList();
    if (output.isJson()) {
      JsonOutput.print(context.out(), planned);
      return ExitStatus.DONE;
    }
    Table table = new Table("TARGET", "TYPE", "IMAGE", "FROM", "KEEP", "STEPS");
    planned.forEach(
        plan ->
            table.row(
                plan.target(),
                plan.type(),
                plan.image(),
                plan.host(),
                plan.keep(),
                String.join(" ", plan.steps())));
    table.print(context.terminal());
    return ExitStatus.DONE;
  }

  private int run(Session session, List<DeployRequest> requests)
      throws IOException, InterruptedException {
    int worst = ExitStatus.DONE;
    List<DeploymentWatch.Shown> shown = new ArrayList<>();
    DeploymentRun runner = new DeploymentRun(context, session, output.isJson(), detach);
    for (DeployRequest request : requests) {
      DeploymentWatch.Ended ended = runner.run(request);
      shown.add(ended.shown());
      worst = Math.max(worst, ended.exitStatus());
      if (ended.exitStatus() == ExitStatus.INTERRUPTED) {
        break;
      }
    }
    if (output.isJson()) {
      JsonOutput.print(context.out(), shown);
    }
    return worst;
  }
}
