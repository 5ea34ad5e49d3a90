package io.pim.cli.worker;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.cli.worker.install.Uninstaller;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pim worker uninstall}. */
@Command(
    name = "uninstall",
    header = "Remove this host's worker from the system's services.",
    description = {
      "",
      "Undoes pim worker install: the unit, the configuration and keys that it wrote, its copy of "
          + "PIM, its caches, and the user pim. It prints each change and what stays. Images and "
          + "virtual machines of the user pim stay, unless --purge is given.",
      "",
      "It refuses while the worker has work: virtual machines, builds, also one that only pushes "
          + "its image to the store, and deployments. First let it finish its work: pim worker "
          + "drain HOST --wait. If the service does not answer, the host's own records decide, and "
          + "images are removed only with --force.",
      ""
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:the worker is removed, or was not installed",
      "1:the worker has work, or a change failed"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  sudo pim worker uninstall --dry-run",
      "  sudo pim worker uninstall",
      "  sudo pim worker uninstall --purge",
      "  pim worker uninstall --user"
    })
public final class WorkerUninstallCommand implements Callable<Integer> {
  private final CliContext context;

  @Mixin private ServiceOptions service = new ServiceOptions();

  @Option(
      names = "--purge",
      description = "Remove the images and virtual machines of the user pim as well.")
  private boolean purge;

  @Option(
      names = {"-f", "--force"},
      description = "End builds, deployments and virtual machines that run; ask no service.")
  private boolean force;

  public WorkerUninstallCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (purge && service.isUser()) {
      throw Complaint.of(ExitStatus.USAGE, "--purge is for the worker of the machine.")
          .because("with --user, images belong to you and your own commands")
          .advise("Remove them with: pim image prune")
          .failure();
    }
    new Uninstaller(
            service.installation(context), new HostWorkQuery(), context.out(), service.isDryRun())
        .uninstall(purge, force);
    return ExitStatus.DONE;
  }
}
