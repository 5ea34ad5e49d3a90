package io.pim.host.layer;

import io.pim.host.build.OpenBuild;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Finds the last step of a plan whose layer exists on this host. */
public final class PlanLayers {
  private final LayerStore layers;

  public PlanLayers(LayerStore layers) {
    this.layers = layers;
  }

  /** A step with its layer. */
  public record Found(PlanStep step, Layer layer) {}

  /** The layer of the latest step that has one this build may use. */
  public Optional<Found> newest(OpenBuild build) throws IOException, InterruptedException {
    return newest(build, build.plan().layerSteps());
  }

  /** The same without the finalized layer, because a finalized system allows no login. */
  public Optional<Found> newestToBoot(OpenBuild build) throws IOException, InterruptedException {
    return newest(
        build,
        build.plan().layerSteps().stream().filter(s -> s.kind() != StepKind.FINALIZE).toList());
  }

  /**
   * The layer of the finalized system, which becomes the image.
   *
   * @throws BuildFailure LAYER_DAMAGED if it is missing or damaged
   */
  public Layer finalized(OpenBuild build) throws IOException, InterruptedException {
    return newest(build)
        .filter(found -> found.step().kind() == StepKind.FINALIZE)
        .map(Found::layer)
        .orElseThrow(
            () ->
                BuildFailure.of(FailureKind.LAYER_DAMAGED, "The finalized layer is missing.")
                    .where(build.folder().work())
                    .why("Somebody removed it, or it was damaged.")
                    .todo("Nothing: the build makes it again.")
                    .build());
  }

  private Optional<Found> newest(OpenBuild build, List<PlanStep> among)
      throws IOException, InterruptedException {
    return build
        .request()
        .layerRule()
        .newest(
            among,
            (key, onlyOwn) ->
                layers.find(key, onlyOwn ? Optional.of(build.id()) : Optional.empty()))
        .map(found -> new Found(found.step(), found.layer()));
  }
}
