package io.pim.cli.worker;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.SafeText;
import io.pim.cli.shell.CliContext;
import io.pim.cli.temporal.DistributionInfo;
import io.pim.cli.worker.install.Installation;
import io.pim.cli.worker.install.Installer;
import io.pim.cli.worker.invitation.Invitation;
import io.pim.cli.worker.invitation.InvitationFile;
import io.pim.model.json.Json;
import io.pim.tools.process.ProcessRunner;
import io.pim.worker.connection.WorkerReady;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pim worker install}. */
@Command(
    name = "install",
    header = "Install this host's worker as a service, which starts with the machine.",
    description = {
      "",
      "On Linux it makes a system user (pim), folders, configuration, the keys of the invitation, "
          + "a copy of this PIM, and a systemd unit, and starts the worker. With --user, and on "
          + "macOS, the worker runs as you. It prints each change, and makes none twice: run it "
          + "again to finish an interrupted installation, or with a newer PIM to update.",
      "",
      "If the invitation has a login at the store's registry, docker's file of the worker's user "
          + "gets it, unless the file has it already or leaves it to a credential helper. The "
          + "command warns if the store does not work.",
      "",
      "The command never replaces a file that is in the way, such as another key: it reports what "
          + "differs and changes nothing.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  sudo pim worker install --join join.yml",
      "  sudo pim worker install --join join.yml --dry-run",
      "  sudo pim worker install                  update: this PIM in place of the installed one",
      "  pim worker install --user --join join.yml"
    })
public final class WorkerInstallCommand implements Callable<Integer> {
  private final CliContext context;

  @Mixin private ServiceOptions service = new ServiceOptions();

  @Option(
      names = "--join",
      paramLabel = "FILE",
      description =
          "An invitation, from pim worker invite; - for standard input. Without it, a worker that "
              + "has joined is updated.")
  private String invitation;

  public WorkerInstallCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Installation installation = service.installation(context);
    Optional<Invitation> join = invitation == null ? Optional.empty() : Optional.of(read());
    if (join.isPresent() && !service.isDryRun()) {
      // Before anything is changed: a wrong address or key is the commonest mistake.
      ServiceProbe.of(join.get());
    }
    DistributionInfo distribution = DistributionInfo.current();
    join.filter(its -> !its.pimVersion().equals(distribution.version()))
        .ifPresent(
            its ->
                context
                    .err()
                    .println(
                        "note: PIM "
                            + SafeText.line(its.pimVersion())
                            + " wrote the invitation; this is "
                            + distribution.version()));
    new Installer(installation, context.out(), service.isDryRun()).install(join, distribution);
    if (!service.isDryRun()) {
      WorkerReady ready =
          Json.read(installation.machine().at(installation.layout().ready()), WorkerReady.class);
      context.out().println("The worker takes work as host " + SafeText.line(ready.hostId()));
      warnOfStore(installation);
    }
    return ExitStatus.DONE;
  }

  /** The worker builds without the store, so that a failure is no error here. */
  private void warnOfStore(Installation installation) throws InterruptedException {
    new StoreProbe(installation, context.environment(), new ProcessRunner())
        .failure()
        .ifPresent(
            failed ->
                Stream.of(
                        "warning: the worker cannot use the shared store. " + failed.what(),
                        "  " + failed.where() + (failed.why().isEmpty() ? "" : ": " + failed.why()),
                        "  Builds work, but their images and layers stay on this host. "
                            + failed.todo())
                    .map(SafeText::line)
                    .forEach(context.err()::println));
  }

  private Invitation read() throws IOException {
    return new InvitationFile(service.trusted(context))
        .read(invitation, context.folders().project(), context.clock().instant());
  }
}
