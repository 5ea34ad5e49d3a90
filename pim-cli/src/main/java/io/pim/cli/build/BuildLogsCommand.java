package io.pim.cli.build;

import io.pim.cli.client.BuildOutcome;
import io.pim.cli.client.BuildRow;
import io.pim.cli.client.Builds;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.ServiceCall;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.cli.temporal.ThisHost;
import io.pim.cli.watch.LogFollower;
import io.pim.cli.watch.LogPrinter;
import io.pim.cli.watch.StepLines;
import io.pim.model.files.BuildFolder;
import io.pim.model.files.BuildId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pim build logs}. */
@Command(
    name = "logs",
    header = "Print what a build did, with all output of its scripts.",
    description = "Logs are on the host that ran the build. Control characters are left out.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim build logs developer -f",
      "  pim build logs developer --step app",
      "  pim build logs developer-x86_64-20261122-101500 --console install"
    })
final class BuildLogsCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private BuildParameter build;

  @Option(
      names = {"-f", "--follow"},
      description =
          "Follow the log until the build ends, through restarts and retries; the exit status "
              + "is the build's.")
  private boolean follow;

  @Option(
      names = "--console",
      paramLabel = "PHASE",
      description = "The serial console of one machine instead: ${COMPLETION-CANDIDATES}.")
  private Phase console;

  @Option(
      names = "--step",
      paramLabel = "STEP",
      description = "Only the lines of this step: a script's name, install, verify ...")
  private String step;

  BuildLogsCommand(CliContext context) {
    this.context = context;
  }

  /** The virtual machines of a build. */
  enum Phase {
    INSTALL,
    GUEST,
    VERIFY,
    SHELL
  }

  @Override
  public Integer call() throws Exception {
    boolean isHere =
        BuildId.tryParse(build.id()).isPresent()
            && Files.isDirectory(context.folders().build(build.id()).root());
    if (isHere && !follow) {
      // Needs no server, because logs are most useful when nothing else works.
      return print(build.id());
    }
    return ServiceCall.on(context.temporal().open(), this::find);
  }

  private int find(Session session) throws IOException, InterruptedException {
    BuildRow row = new Builds(session.client()).find(build.id());
    requireHere(row.buildId(), row.host(), ThisHost.usableId(context.folders()));
    if (!follow) {
      return print(row.buildId());
    }
    String here = ThisHost.usableId(context.folders());
    return new LogFollower(session, context.terminal(), context.interrupts(), context.clock())
        .follow(
            new WatchedBuild(row.ref()),
            file(row.buildId()),
            step == null ? line -> true : new StepLines(step),
            now -> requireHere(row.buildId(), now.host(), here))
        .map(BuildOutcome::exitStatus)
        .orElse(ExitStatus.INTERRUPTED);
  }

  private int print(String id) throws IOException {
    Path file = file(id);
    if (Files.notExists(file)) {
      throw Complaint.of(ExitStatus.FAILED, "Build " + id + " has not written this yet.")
          .at(file)
          .advise("pim build show " + id + " shows its state.")
          .failure();
    }
    if (step == null) {
      new LogPrinter(context.terminal(), file, line -> true).print();
      return ExitStatus.DONE;
    }
    StepLines lines = new StepLines(step);
    new LogPrinter(context.terminal(), file, lines).print();
    if (!lines.found()) {
      throw Complaint.of(ExitStatus.FAILED, "The log has no lines of step " + step + ".")
          .at(file)
          .because("It has lines of: " + String.join(", ", lines.met()) + ".")
          .advise("pim build show " + id + " lists all steps and the build's state.")
          .failure();
    }
    return ExitStatus.DONE;
  }

  private Path file(String id) {
    BuildFolder folder = context.folders().build(id);
    return console == null ? folder.log() : folder.console(console.name().toLowerCase(Locale.ROOT));
  }

  private void requireHere(String id, String host, String here) {
    if (!host.isEmpty()
        && !host.equals(here)
        && Files.notExists(context.folders().build(id).root())) {
      throw Complaint.of(
              ExitStatus.FAILED, "The logs of build " + id + " are on host " + host + ".")
          .because("This is host " + here + "; logs stay on the host that ran the build.")
          .advise("Run there: pim build logs " + id)
          .failure();
    }
  }
}
