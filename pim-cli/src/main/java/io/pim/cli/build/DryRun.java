package io.pim.cli.build;

import io.pim.host.layer.LayerInventory;
import io.pim.host.layer.LayerPlace;
import io.pim.host.layer.LayerStore;
import io.pim.model.files.PimFolders;
import io.pim.model.plan.LayerRule;
import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.Remaining;
import io.pim.model.plan.Remaining.Fate;
import io.pim.model.plan.StepKey;
import io.pim.model.plan.StepKind;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Predicts what a plan would do on this host, without any server. */
public final class DryRun {
  private final PimFolders folders;

  public DryRun(PimFolders folders) {
    this.folders = folders;
  }

  /**
   * A step and its fate.
   *
   * @param key the disk state after it; missing when it leaves none
   */
  public record Row(String step, Optional<StepKey> key, Fate fate, boolean warm) {}

  /**
   * The JSON of {@code pim build run --dry-run -o json}.
   *
   * @param builder {@code any}, or the id of the host it would run on
   * @param image the name of the image that makes the build unnecessary
   * @param deploy the targets that the image is deployed to
   */
  public record Result(
      String profile,
      String architecture,
      String iso,
      String builder,
      StepKey imageKey,
      Optional<String> image,
      List<Row> steps,
      List<String> deploy) {
    public Result {
      steps = List.copyOf(steps);
      deploy = List.copyOf(deploy);
    }

    /** This result with the targets that the image would be deployed to. */
    Result deploying(List<String> targets) {
      return new Result(profile, architecture, iso, builder, imageKey, image, steps, targets);
    }
  }

  /**
   * Searches the finished image and the layers.
   *
   * @param rule decides which of them count
   */
  public Result of(LayerRule rule) throws IOException, InterruptedException {
    Plan plan = rule.plan();
    Optional<ImageEntry> image =
        rule.anyImage()
            ? new Registry(folders)
                .byImageKey(plan.imageKey())
                .filter(entry -> Files.exists(entry.path()))
            : Optional.empty();
    Optional<PlanStep> newest =
        rule.newest(plan.layerSteps(), this::glance).map(LayerRule.Found::step);
    Remaining remaining = new Remaining(plan, newest);
    Set<StepKey> warm = warm();
    List<Row> rows =
        plan.steps().stream()
            .map(
                step ->
                    new Row(
                        step.name(),
                        step.key(),
                        image.isPresent() ? withImage(step) : remaining.of(step),
                        step.key().filter(warm::contains).isPresent()))
            .toList();
    return new Result(
        plan.profile(),
        plan.architecture().id(),
        plan.iso().key(),
        plan.builder(),
        plan.imageKey(),
        image.map(ImageEntry::name),
        rows,
        List.of());
  }

  private Set<StepKey> warm() throws IOException {
    return LayerInventory.withMemory(folders.layers()).stream()
        .map(LayerPlace::key)
        .collect(Collectors.toSet());
  }

  private static Fate withImage(PlanStep step) {
    return step.kind() == StepKind.CLAIM || step.kind() == StepKind.CACHE
        ? Fate.TODO
        : step.key().isPresent() ? Fate.CACHED : Fate.NOT_NEEDED;
  }

  /** A dry run has no layers of its own, because its build has not begun. */
  private Optional<StepKey> glance(StepKey key, boolean onlyOwn)
      throws IOException, InterruptedException {
    // Does not run qemu-img's check for damage: it takes long, and needs qemu-img on this host.
    LayerStore layers = new LayerStore(folders, disk -> true);
    return !onlyOwn && layers.isThere(key) ? Optional.of(key) : Optional.empty();
  }
}
