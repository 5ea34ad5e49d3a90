package io.pim.host.remote.layers;

import io.pim.host.build.OpenBuild;
import io.pim.host.image.Progress;
import io.pim.host.layer.KeptLayer;
import io.pim.host.layer.LayerOrigin;
import io.pim.host.layer.LayerPlace;
import io.pim.host.layer.LayerStacks;
import io.pim.host.remote.ImageStore;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DurableFile;
import io.pim.model.files.PimFolders;
import io.pim.model.files.PrivateFolders;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKey;
import io.pim.model.secret.Sealer;
import io.pim.tools.fetch.DiskSpace;
import io.pim.tools.oci.Repository;
import io.pim.tools.qemu.ForeignDisk;
import io.pim.tools.qemu.QemuImg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Pulls layers of a build's plan that this host lacks. A layer is kept only if its description is
 * signed with this host's key and names the plan's step keys, its files have the digests of the
 * description, and its disk refers to no file but the layer below.
 */
public final class LayerPull {
  private final ImageStore store;
  private final PimFolders folders;
  private final LayerStacks stacks;
  private final QemuImg qemuImg;

  public LayerPull(ImageStore store, PimFolders folders, QemuImg qemuImg) {
    this.store = store;
    this.folders = folders;
    this.stacks = new LayerStacks(folders);
    this.qemuImg = qemuImg;
  }

  /**
   * The newest layer that was pulled.
   *
   * @param received the number of bytes downloaded
   */
  public record Pulled(PlanStep step, long received) {}

  /**
   * Pulls the newest layer of the plan that the store has, if it is newer than what this host has.
   * Continues an earlier pull of the build. A layer that cannot be used is skipped.
   *
   * @param here the step whose layer is the newest on this host
   * @throws BuildFailure TARGET_UNREACHABLE, or another kind when the registry refuses; DISK_FULL
   */
  public Optional<Pulled> run(OpenBuild build, Optional<PlanStep> here, Progress progress)
      throws IOException, InterruptedException {
    Repository repository = store.layers();
    LayerShelf shelf =
        new LayerShelf(
            repository,
            new LayerSigner(Sealer.withKeyFile(folders.sealKey())),
            line -> say(build, line));
    List<PlanStep> steps = build.plan().layerSteps();
    int oldest = here.map(steps::indexOf).orElse(-1);
    for (int i = steps.size() - 1; i > oldest; i--) {
      Optional<RemoteLayer> found = shelf.find(steps.get(i).requiredKey());
      if (found.isPresent() && counts(build, steps.subList(0, i + 1), found.get())) {
        try {
          long received = pull(build, repository, found.get().description(), progress);
          return Optional.of(new Pulled(steps.get(i), received));
        } catch (BuildFailure e) {
          if (!isOfTheLayer(e.report().kind())) {
            throw e;
          }
          say(build, "the layer of " + steps.get(i).name() + " cannot be used: " + e.getMessage());
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isOfTheLayer(FailureKind kind) {
    return kind == FailureKind.CHECKSUM_MISMATCH
        || kind == FailureKind.HOST_SETUP
        || kind == FailureKind.LAYER_DAMAGED
        || kind == FailureKind.TARGET_FAILED;
  }

  private static void say(OpenBuild build, String line) {
    build.log().add("layers", line);
  }

  /** Whether the layers are those of the plan, and the build may use them. */
  private static boolean counts(OpenBuild build, List<PlanStep> steps, RemoteLayer found) {
    LayerDescription description = found.description();
    List<StepKey> wanted = steps.stream().map(PlanStep::requiredKey).toList();
    PlanStep last = steps.get(steps.size() - 1);
    boolean mayBeOthers = !build.request().layerRule().onlyOwn(last);
    if (!description.keys().equals(wanted)) {
      say(
          build,
          "the layer of "
              + last.name()
              + " in the store stands on other layers than the "
              + "plan's");
      return false;
    }
    return mayBeOthers || description.top().build().equals(build.id());
  }

  private long pull(
      OpenBuild build, Repository repository, LayerDescription description, Progress progress)
      throws IOException, InterruptedException {
    PrivateFolders.create(build.folder().work());
    long received = 0;
    Optional<Path> parent = Optional.empty();
    for (LayerDescription.Part part : description.parts()) {
      LayerPlace place = stacks.place(part.key(), part.build());
      Optional<KeptLayer> here = stacks.layer(part.key(), part.build());
      if (here.isPresent()) {
        requireSame(here.get(), part.disk());
      } else {
        if (Files.exists(place.disk())) {
          throw damaged(place.disk(), "It was changed after it was made.");
        }
        received += adopt(build, repository, part, parent, place, progress);
      }
      parent = Optional.of(place.disk());
    }
    return received + kernel(build, repository, description, progress);
  }

  /** Without the kernel, the next boot could only emulate: this host may never have had the ISO. */
  private long kernel(
      OpenBuild build, Repository repository, LayerDescription description, Progress progress)
      throws IOException, InterruptedException {
    Path kernel =
        folders.bootFiles(build.plan().iso().digest(), build.plan().architecture()).kernel();
    if (description.kernel().isEmpty() || Files.exists(kernel)) {
      return 0;
    }
    LayerDescription.File file = description.kernel().get();
    Path part = draft(build, file);
    long received = download(repository, file, part, progress);
    PrivateFolders.create(kernel.getParent());
    DurableFile.move(part, kernel);
    return received;
  }

  /**
   * If a host was lost, two hosts may both have made a layer of the build. The layers above fit
   * only one of them.
   */
  private static void requireSame(KeptLayer here, LayerDescription.File there) {
    boolean same =
        here.sha256().equals(there.sha256())
            || here.origin().filter(its -> its.sha256().equals(there.sha256())).isPresent();
    if (!same) {
      throw damaged(here.disk(), "This host has made another one of the same build.");
    }
  }

  private static BuildFailure damaged(Path disk, String why) {
    return BuildFailure.of(FailureKind.LAYER_DAMAGED, "The layer does not fit one of this host.")
        .where(disk)
        .why(why)
        .todo("Nothing: the build continues from what this host has.")
        .build();
  }

  private long adopt(
      OpenBuild build,
      Repository repository,
      LayerDescription.Part part,
      Optional<Path> parent,
      LayerPlace place,
      Progress progress)
      throws IOException, InterruptedException {
    Path disk = draft(build, part.disk());
    long received = download(repository, part.disk(), disk, progress);
    Optional<Path> variables = Optional.empty();
    if (part.uefiVariables().isPresent()) {
      LayerDescription.File file = part.uefiVariables().get();
      variables = Optional.of(draft(build, file));
      received += download(repository, file, variables.get(), progress);
    }
    progress.at(-1, "keeping the layer");
    if (parent.isPresent()) {
      ForeignDisk.requireOverlay(disk);
      qemuImg.renameBacking(disk, parent.get());
    } else {
      ForeignDisk.ofQcow2(disk);
    }
    LayerOrigin origin = new LayerOrigin(part.disk().sha256(), part.disk().size());
    stacks.adopt(disk, variables, parent, part.login(), origin, place);
    if (variables.isPresent()) {
      Files.deleteIfExists(variables.get());
    }
    return received;
  }

  /** In the build's own folder, so that it is removed with the build. Its name is its digest. */
  private static Path draft(OpenBuild build, LayerDescription.File file) {
    return build.folder().pulledPart(file.sha256());
  }

  /** Returns the number of bytes that were downloaded. */
  private static long download(
      Repository repository, LayerDescription.File file, Path part, Progress progress)
      throws IOException, InterruptedException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    DiskSpace.require(part, Math.max(0, file.size() - have));
    double size = file.size();
    long start =
        repository.download(
            file.sha256(), file.size(), part, done -> progress.at(done / size, "pulling a layer"));
    return file.size() - start;
  }
}
