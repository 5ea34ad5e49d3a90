package io.pim.activities.image;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.StepContext;
import io.pim.host.layer.Layer;
import io.pim.host.layer.PlanLayers;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.BuildFolder;
import io.pim.model.files.DurableFile;
import io.pim.model.files.PimFolders;
import io.pim.model.files.PrivateFolders;
import io.pim.model.json.Json;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Sha256;
import io.pim.tools.qemu.ImageCheck;
import io.pim.tools.qemu.ImageConverter;
import io.pim.tools.qemu.QemuImg;
import io.pim.workflows.activity.StepNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Makes one qcow2 from the chain of layers, and proves that it is the same disk. */
public final class FlattenStep {
  private static final Duration LIMIT = Duration.ofHours(6);

  private final PimFolders folders;
  private final PlanLayers layers;
  private final QemuImg qemuImg;
  private final ImageConverter converter;

  public FlattenStep(
      PimFolders folders, PlanLayers layers, QemuImg qemuImg, ImageConverter converter) {
    this.folders = folders;
    this.layers = layers;
    this.qemuImg = qemuImg;
    this.converter = converter;
  }

  StepNote run(StepContext step) throws IOException, InterruptedException {
    OpenBuild build = step.build();
    Layer layer = layers.finalized(build);
    Optional<FlattenedFacts> done = done(step, layer);
    if (done.isPresent()) {
      step.say("flattened already, sha256 " + done.get().sha256());
      return note(done.get());
    }
    FlattenedFacts facts = flatten(step, layer);
    step.say("flattened: " + note(facts).text() + ", sha256 " + facts.sha256());
    return note(facts);
  }

  private static StepNote note(FlattenedFacts facts) {
    String size = new ByteSize(facts.size()).rounded();
    return new StepNote(
        facts.written() == facts.wanted()
            ? size
            : size + ", " + facts.written() + ": this qemu-img cannot write " + facts.wanted());
  }

  /** The image that an earlier try has already made of the same layer; empty if there is none. */
  private Optional<FlattenedFacts> done(StepContext step, Layer layer) throws IOException {
    Optional<FlattenedFacts> facts =
        FlattenedFacts.read(step.build().folder().flattenedFacts())
            .filter(known -> layer.identity().equals(known.layer()))
            .filter(known -> known.wanted() == step.build().plan().compression());
    Path draft = folders.imageDraft(step.build().id().text());
    return facts.isPresent() && facts.get().areOf(draft, progress(step, facts.get().size()))
        ? facts
        : Optional.empty();
  }

  private static LongConsumer progress(StepContext step, long size) {
    return done -> step.fraction((double) done / size, "taking the digest");
  }

  private FlattenedFacts flatten(StepContext step, Layer layer)
      throws IOException, InterruptedException {
    BuildFolder folder = step.build().folder();
    String name = step.build().id().text();
    Path draft = folders.imageDraft(name);
    PrivateFolders.create(draft.getParent());
    Files.deleteIfExists(folder.flattenedFacts());
    Compression wanted = step.build().plan().compression();
    Compression written;
    try {
      written =
          converter.writeImage(
              layer.disk(), draft, wanted, LIMIT, done -> step.fraction(done, "compressing"));
      requireSound(draft);
      requireSame(step, layer, draft);
    } catch (RuntimeException | InterruptedException e) {
      // An incomplete image is useless, and may be the file that fills the disk.
      Files.deleteIfExists(draft);
      throw e;
    }
    keepVariables(layer.uefiVariables(), folders.imageUefiVariables(name));
    DurableFile.forceNames(draft.getParent());
    long size = Files.size(draft);
    Sha256 digest = Sha256.ofFile(draft, progress(step, size));
    FlattenedFacts facts = new FlattenedFacts(size, digest, layer.identity(), wanted, written);
    Json.write(folder.flattenedFacts(), facts);
    return facts;
  }

  private void requireSound(Path draft) throws InterruptedException {
    ImageCheck check = qemuImg.check(draft);
    if (!check.isSound()) {
      throw BuildFailure.of(FailureKind.TOOL_FAILED, "The flattened image is damaged.")
          .where(draft)
          .why("qemu-img check found " + check.corruptions() + " corruptions.")
          .todo("Check the host's disk and memory; PIM flattens again.")
          .build();
    }
  }

  /** The disk is verified, and the image is registered: they have to be the same. */
  private void requireSame(StepContext step, Layer layer, Path draft) throws InterruptedException {
    step.say("comparing the image with the disk that is verified");
    if (!qemuImg.isSame(layer.disk(), draft, LIMIT, () -> step.fraction(1, "comparing"))) {
      throw BuildFailure.of(FailureKind.TOOL_FAILED, "The image is not what the build has made.")
          .where(draft)
          .why("qemu-img compare found a difference between it and " + layer.disk() + ".")
          .todo("Check the host's disk and memory; PIM flattens again.")
          .build();
    }
  }

  private static void keepVariables(Optional<Path> from, Path to) throws IOException {
    Files.deleteIfExists(to);
    if (from.isPresent()) {
      DurableFile.write(to, DurableFile.PRIVATE, out -> Files.copy(from.get(), out));
    }
  }
}
