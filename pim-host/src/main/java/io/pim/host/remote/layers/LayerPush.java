package io.pim.host.remote.layers;

import io.pim.host.build.OpenBuild;
import io.pim.host.image.Progress;
import io.pim.host.layer.KeptLayer;
import io.pim.host.layer.LayerStacks;
import io.pim.host.remote.ImageStore;
import io.pim.host.remote.PushMemory;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.ExclusiveFile;
import io.pim.model.files.PimFolders;
import io.pim.model.files.PrivateFolders;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKey;
import io.pim.model.secret.Sealer;
import io.pim.tools.oci.BlobFile;
import io.pim.tools.oci.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pushes the layers of a build, each with all layers below it. Only disks and UEFI variables are
 * sent, never the warm checkpoints beside them.
 */
public final class LayerPush {
  /** A place in the lock file that a push of an image uses only by chance. */
  private static final long LOCK = Long.MAX_VALUE - 1;

  private final ImageStore store;
  private final PimFolders folders;
  private final LayerStacks stacks;
  private final Clock clock;

  public LayerPush(ImageStore store, PimFolders folders, Clock clock) {
    this.store = store;
    this.folders = folders;
    this.stacks = new LayerStacks(folders);
    this.clock = clock;
  }

  /**
   * Pushes the layer of a step, and those below it that the store lacks. One process at a time
   * pushes layers of this host; others wait.
   *
   * @throws BuildFailure LAYER_DAMAGED when this host no longer has the layer; one of the {@code
   *     TARGET_} kinds; HOST_SETUP when the login cannot be read
   */
  public PushedLayers run(OpenBuild build, PlanStep step, Progress progress)
      throws IOException, InterruptedException {
    PrivateFolders.create(folders.pushes());
    ExclusiveFile.Hold hold =
        ExclusiveFile.byteOf(folders.pushesLock(), LOCK)
            .hold(() -> progress.at(-1, "waiting for another push of layers"));
    try {
      PushMemory.removeOld(folders, clock.instant());
      return push(build, stack(build, step), progress);
    } finally {
      hold.close();
    }
  }

  private List<KeptLayer> stack(OpenBuild build, PlanStep step)
      throws IOException, InterruptedException {
    boolean onlyOwn = build.request().layerRule().onlyOwn(step);
    return stacks
        .of(step.requiredKey(), build.id(), onlyOwn)
        .orElseThrow(
            () ->
                BuildFailure.of(FailureKind.LAYER_DAMAGED, "There is no layer to push.")
                    .where(folders.layers().resolve(step.requiredKey().toString()))
                    .why("It was removed or changed after it was made.")
                    .todo("Nothing: the build does not need it in the store.")
                    .build());
  }

  private PushedLayers push(OpenBuild build, List<KeptLayer> stack, Progress progress)
      throws IOException, InterruptedException {
    Repository repository = store.layers();
    LayerSigner signer = new LayerSigner(Sealer.withKeyFile(folders.sealKey()));
    LayerShelf shelf = new LayerShelf(repository, signer, line -> build.log().add("layers", line));
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    LayerUpload upload = new LayerUpload(repository, folders, progress);
    int pushed = 0;
    for (int i = 0; i < stack.size(); i++) {
      StepKey key = stack.get(i).key();
      Optional<RemoteLayer> there = shelf.find(key);
      if (there.isPresent() && counts(build, there.get())) {
        shelf.use(there.get(), today);
      } else {
        List<LayerDescription.Part> parts = new ArrayList<>();
        for (KeptLayer layer : stack.subList(0, i + 1)) {
          parts.add(upload.ensure(layer));
        }
        LayerArtifact artifact =
            LayerArtifact.of(
                new LayerDescription(
                    LayerDescription.FORMAT, clock.instant(), kernel(build, upload), parts),
                signer,
                today);
        upload.ensure(artifact.description());
        shelf.put(key, artifact.manifest());
        pushed++;
      }
    }
    return new PushedLayers(pushed, upload.sent());
  }

  private Optional<LayerDescription.File> kernel(OpenBuild build, LayerUpload upload)
      throws IOException, InterruptedException {
    Path kernel =
        folders.bootFiles(build.plan().iso().digest(), build.plan().architecture()).kernel();
    return Files.isRegularFile(kernel)
        ? Optional.of(upload.ensure(BlobFile.of(kernel)))
        : Optional.empty();
  }

  /** A build that repeats a step must find its own layer when it continues. */
  private static boolean counts(OpenBuild build, RemoteLayer there) {
    LayerDescription.Part top = there.description().top();
    return top.build().equals(build.id())
        || build
            .plan()
            .layerStep(top.key())
            .filter(step -> !build.request().layerRule().onlyOwn(step))
            .isPresent();
  }
}
