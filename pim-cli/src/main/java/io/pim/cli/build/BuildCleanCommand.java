package io.pim.cli.build;

import io.pim.cli.client.ServiceWork;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.shell.Age;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import io.pim.host.store.BuildStaysException;
import io.pim.host.store.CleanReport;
import io.pim.host.store.CleanRequest;
import io.pim.host.store.StoreCleaner;
import io.pim.model.files.BuildId;
import io.pim.model.unit.ByteSize;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pim build clean}. */
@Command(
    name = "clean",
    header = "Remove layers and build folders that nothing needs, on this host.",
    description = {
      "",
      "Layers are a cache: a later build makes missing ones again. Folders of builds without an "
          + "image are kept for 7 days, for their logs. The command keeps everything that a "
          + "running or held build or a finished image needs, and never touches images, ISOs and "
          + "the registry.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim build clean --dry-run             what would be removed, and the space it frees",
      "  pim build clean",
      "  pim build clean --older-than 14d      only what was unused for two weeks",
      "  pim build clean --keep-layers 20G     keep the most recently used layers",
      "  pim build clean web-x86_64-20261122-101500"
    })
final class BuildCleanCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(
      paramLabel = "ID",
      arity = "0..*",
      description = "Ended builds: remove only their folders, whatever their age.")
  private List<String> ids = List.of();

  @Option(names = "--dry-run", description = "Show what would be removed; remove nothing.")
  private boolean dryRun;

  @Option(
      names = "--older-than",
      paramLabel = "AGE",
      description =
          "Only layers and build folders not used for this long, such as 12h or 7d. Default: "
              + "0s for layers, 7d for build folders.")
  private Age olderThan;

  @Option(
      names = "--keep-layers",
      paramLabel = "SIZE",
      description = "Keep the most recently used layers up to this size. Default: none.")
  private ByteSize keepLayers;

  @Mixin private OutputOption output;

  BuildCleanCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<BuildId> builds = ids.stream().map(BuildCleanCommand::parse).toList();
    if (!builds.isEmpty() && (olderThan != null || keepLayers != null)) {
      throw Complaint.of(
              ExitStatus.USAGE, "--older-than and --keep-layers cannot be combined with an ID.")
          .because("A named build is removed whatever its age, and its layers stay.")
          .advise("Leave out one or the other.")
          .failure();
    }
    ServiceWork work = ServiceWork.ask(context.temporal());
    work.silence()
        .ifPresent(
            why ->
                context
                    .err()
                    .println("note: " + why + "; the files on this host decide what is needed"));
    CleanReport report = clean(builds, request(work));
    if (output.isJson()) {
      JsonOutput.print(context.out(), CleanView.Shown.of(report, dryRun));
    } else {
      CleanView.print(report, dryRun, context.terminal());
    }
    return ExitStatus.DONE;
  }

  private CleanRequest request(ServiceWork work) {
    return new CleanRequest(
        Optional.ofNullable(olderThan).map(Age::length),
        keepLayers == null ? 0 : keepLayers.bytes(),
        dryRun,
        work.unfinished(),
        work.withoutImage());
  }

  private CleanReport clean(List<BuildId> builds, CleanRequest request)
      throws IOException, InterruptedException {
    StoreCleaner cleaner = context.host().storeCleaner();
    try {
      return builds.isEmpty() ? cleaner.clean(request) : cleaner.removeBuilds(builds, request);
    } catch (BuildStaysException e) {
      throw refusal(e).failure(e);
    }
  }

  private static BuildId parse(String id) {
    return BuildId.tryParse(id)
        .orElseThrow(
            () ->
                Complaint.of(ExitStatus.USAGE, "'" + id + "' is not a build id.")
                    .advise("Give a whole id, as pim build list shows it.")
                    .failure());
  }

  private Complaint refusal(BuildStaysException e) {
    BuildId build = e.build();
    Complaint complaint =
        switch (e.reason()) {
          case NOT_THERE ->
              Complaint.of(ExitStatus.USAGE, "Build " + build + " has no folder on this host.")
                  .advise("See what there is: pim build clean --older-than 0s --dry-run");
          case UNFINISHED ->
              Complaint.of(ExitStatus.USAGE, "Build " + build + " has not ended.")
                  .because("It waits, runs or is held, or its clean-up is not done yet.")
                  .advise(
                      "See: pim build show "
                          + build
                          + ". End it: pim build abort or cancel. If "
                          + "it has ended, pim up cleans up after it.");
          case HAS_IMAGE ->
              Complaint.of(
                      ExitStatus.USAGE, "Build " + build + " has made an image that still exists.")
                  .because("Its log and manifest stay as long as the image does.")
                  .advise("See: pim image show " + build);
        };
    return complaint.at(String.valueOf(context.folders().build(build.text()).root()));
  }
}
