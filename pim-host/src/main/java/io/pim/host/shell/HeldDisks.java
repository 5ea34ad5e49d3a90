package io.pim.host.shell;

import io.pim.host.build.OpenBuild;
import io.pim.host.layer.PlanLayers;
import io.pim.host.layer.PlanLayers.Found;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.Phase;
import io.pim.host.shell.HeldDisk.BootAs;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.PimFolders;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the disk state on which a held build failed, or else the nearest one before it. */
public final class HeldDisks {
  private static final int LAST_LINES = 15;

  private final PimFolders folders;
  private final PlanLayers layers;
  private final BuildMachines machines;

  public HeldDisks(PimFolders folders, PlanLayers layers, BuildMachines machines) {
    this.folders = folders;
    this.layers = layers;
    this.machines = machines;
  }

  /**
   * The disk state to examine.
   *
   * @param failedStep the name of the step at which the build is held
   * @throws BuildFailure INSTALL_FAILED when no system was installed yet, with the end of the
   *     console
   */
  HeldDisk find(OpenBuild build, String failedStep) throws IOException, InterruptedException {
    // A plan that never reached this host may have steps that the plan here lacks.
    Optional<PlanStep> step = build.plan().step(failedStep);
    StepKind kind = step.map(PlanStep::kind).orElse(StepKind.CLAIM);
    Optional<HeldDisk> failed =
        switch (kind) {
          case SCRIPT, FINALIZE -> work(build, step.orElseThrow(), failedStep, BootAs.INSTALLED);
          case SSH -> afterBoot(build, failedStep);
          // By then the build's key has been removed, as in a finished image.
          case SHUTDOWN ->
              work(build, build.plan().only(StepKind.FINALIZE), failedStep, BootAs.INSTANCE);
          case VERIFY, REGISTER -> image(build, failedStep);
          default -> Optional.empty();
        };
    if (failed.isPresent()) {
      return failed.get();
    }
    boolean installs = kind == StepKind.ISO || kind == StepKind.DISK || kind == StepKind.INSTALL;
    Optional<Found> newest =
        installs ? Optional.empty() : newest(build, kind.compareTo(StepKind.SHUTDOWN) >= 0);
    return newest
        .map(layer -> layer(layer, failedStep))
        .orElseThrow(() -> noSystem(build, failedStep));
  }

  /** The disk on which a step ran. */
  private Optional<HeldDisk> work(OpenBuild build, PlanStep step, String failed, BootAs bootAs)
      throws IOException, InterruptedException {
    Path disk = build.folder().workDisk(step.requiredKey());
    if (Files.notExists(disk)) {
      return Optional.empty();
    }
    Path layerKey = build.folder().layerKey();
    return Optional.of(
        new HeldDisk(
            disk,
            bootAs,
            machines.variablesLeft(Phase.GUEST.of(build)),
            Files.exists(layerKey) ? Optional.of(Files.readString(layerKey)) : Optional.empty(),
            failed + " failed on this disk; " + whole(build, step)));
  }

  /** Between boot and the first script there is only this disk. */
  private Optional<HeldDisk> afterBoot(OpenBuild build, String failed)
      throws IOException, InterruptedException {
    for (PlanStep step : build.plan().layerSteps()) {
      Optional<HeldDisk> disk = work(build, step, failed, BootAs.INSTALLED);
      if (disk.isPresent()) {
        return disk;
      }
    }
    return Optional.empty();
  }

  private Optional<HeldDisk> image(OpenBuild build, String failed) {
    String name = build.id().text();
    Path variables = folders.imageUefiVariables(name);
    return List.of(folders.imageDraft(name), folders.image(name)).stream()
        .filter(Files::exists)
        .findFirst()
        .map(
            disk ->
                new HeldDisk(
                    disk,
                    BootAs.INSTANCE,
                    Optional.of(variables).filter(Files::exists),
                    Optional.empty(),
                    failed + " failed with this image; all layers before it are intact"));
  }

  private Optional<Found> newest(OpenBuild build, boolean finalizedToo)
      throws IOException, InterruptedException {
    return finalizedToo ? layers.newest(build) : layers.newestToBoot(build);
  }

  private static HeldDisk layer(Found found, String failed) {
    boolean finalized = found.step().kind() == StepKind.FINALIZE;
    return new HeldDisk(
        found.layer().disk(),
        finalized ? BootAs.INSTANCE : BootAs.INSTALLED,
        found.layer().uefiVariables(),
        finalized ? Optional.empty() : found.layer().login(),
        "the disk is that after " + found.step().name() + "; " + failed + " left none of its own");
  }

  /** Describes how many layers below the step are kept. */
  private String whole(OpenBuild build, PlanStep step) throws IOException, InterruptedException {
    List<PlanStep> steps = build.plan().layerSteps();
    Optional<Found> newest = layers.newest(build);
    int count = newest.map(found -> steps.indexOf(found.step()) + 1).orElse(0);
    List<String> names =
        steps.subList(0, Math.min(count, steps.indexOf(step))).stream()
            .map(PlanStep::name)
            .toList();
    return switch (names.size()) {
      case 0 -> "no layer before it exists any more";
      case 1 -> "the layer before it is intact (" + names.get(0) + ")";
      default ->
          "the " + names.size() + " layers before it are intact (" + String.join(", ", names) + ")";
    };
  }

  private static BuildFailure noSystem(OpenBuild build, String failed) {
    Path console = Phase.INSTALL.of(build).console();
    return BuildFailure.of(
            FailureKind.INSTALL_FAILED,
            "There is no installed system to log in to: the build is held at " + failed + ".")
        .where(Files.exists(console) ? console : build.folder().log())
        .why(Files.exists(console) ? "The last lines of the installer's console are below." : "")
        .todo(
            "See pim build show "
                + build.id()
                + ", fix the cause, then: pim build retry "
                + build.id())
        .lastLines(build.log().lastLines(console, LAST_LINES))
        .build();
  }
}
