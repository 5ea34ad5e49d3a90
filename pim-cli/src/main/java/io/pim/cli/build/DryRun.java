package io.pim.cli.build;

import io.pim.model.files.PimFolders;
import io.pim.model.plan.CachedPrefix;
import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKey;
import io.pim.model.plan.StepKind;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells what a plan would do on this host, without any server. */
public final class DryRun {
  private static final Set<StepKind> NEEDLESS_AFTER_FINALIZE =
      Set.of(StepKind.BOOT, StepKind.SSH, StepKind.SHUTDOWN);

  private final PimFolders folders;

  public DryRun(PimFolders folders) {
    this.folders = folders;
  }

  /** What would become of a step. */
  public enum Fate {
    CACHED("cached"),
    TODO("to do"),
    NOT_NEEDED("not needed");

    private final String title;

    Fate(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }
  }

  /**
   * A step and its fate.
   *
   * @param key the disk state after it; missing where it leaves none
   */
  public record Row(String step, Optional<StepKey> key, Fate fate) {}

  /**
   * The JSON of {@code pim build run --dry-run -o json}.
   *
   * @param builder {@code any}, or the id of the host it would run on
   * @param image the name of the image that makes all of it needless
   */
  public record Result(
      String profile,
      String architecture,
      String iso,
      String builder,
      StepKey imageKey,
      Optional<String> image,
      List<Row> steps) {
    public Result {
      steps = List.copyOf(steps);
    }
  }

  /**
   * Looks for the finished image and for layers.
   *
   * @param force whether they are to be left aside
   */
  public Result of(Plan plan, boolean force) throws IOException {
    Optional<ImageEntry> image =
        force
            ? Optional.empty()
            : new Registry(folders)
                .byImageKey(plan.imageKey())
                .filter(entry -> Files.exists(entry.path()));
    CachedPrefix prefix = CachedPrefix.of(plan.layerSteps(), key -> !force && hasLayer(key));
    List<Row> rows =
        plan.steps().stream()
            .map(
                step ->
                    new Row(
                        step.name(),
                        step.key(),
                        image.isPresent() ? withImage(step) : fate(step, prefix)))
            .toList();
    return new Result(
        plan.profile(),
        plan.architecture().id(),
        plan.iso().key(),
        plan.builder(),
        plan.imageKey(),
        image.map(ImageEntry::name),
        rows);
  }

  private static Fate withImage(PlanStep step) {
    return step.kind() == StepKind.CLAIM || step.kind() == StepKind.CACHE
        ? Fate.TODO
        : step.key().isPresent() ? Fate.CACHED : Fate.NOT_NEEDED;
  }

  private static Fate fate(PlanStep step, CachedPrefix prefix) {
    if (prefix.done().contains(step)) {
      return Fate.CACHED;
    }
    boolean beforeLayers = step.kind() == StepKind.ISO || step.kind() == StepKind.DISK;
    if (beforeLayers && prefix.newest().isPresent()) {
      return Fate.NOT_NEEDED;
    }
    boolean finalized = prefix.newest().filter(s -> s.kind() == StepKind.FINALIZE).isPresent();
    return finalized && NEEDLESS_AFTER_FINALIZE.contains(step.kind()) ? Fate.NOT_NEEDED : Fate.TODO;
  }

  private boolean hasLayer(StepKey key) {
    Path folder = folders.layers().resolve(key.toString());
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (DirectoryStream<Path> disks = Files.newDirectoryStream(folder, "*.qcow2")) {
      return disks.iterator().hasNext();
    } catch (IOException e) {
      // A folder that cannot be read is of no use to a build, either.
      return false;
    }
  }
}
