package io.pim.activities.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.PackageList;
import io.pim.host.build.TestBuilds;
import io.pim.host.build.VerifiedFacts;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.json.Json;
import io.pim.model.plan.StepKind;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.ImageManifest;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import io.pim.workflows.activity.StepRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("qemu")
@Timeout(180)
class ImageActivitiesTest {
  private static final String NAME = ImageBench.NAME;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir Path folder;
  private ImageBench bench;

  @BeforeEach
  void make() {
    bench = new ImageBench(folder, new TestBuilds(folder));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void flatteningMakesOneSoundFileAndWritesItsDigestDown() throws Exception {
    OpenBuild build = bench.finalized(Optional.empty());

    bench.flatten();

    Path draft = bench.folders.imageDraft(NAME);
    assertEquals(Optional.empty(), bench.qemu.images().info(draft).backingFile());
    assertTrue(bench.qemu.images().isSound(draft));
    assertEquals(
        new FlattenedFacts(
            Files.size(draft),
            Sha256.ofFile(draft),
            bench.identity(build),
            Compression.ZSTD,
            Compression.ZSTD),
        Json.read(build.folder().flattenedFacts(), FlattenedFacts.class));
    assertFalse(Files.exists(bench.image()), "it is no image before it was verified");
    assertTrue(
        bench.bench.heartbeats().stream().allMatch(b -> b.fraction() <= 1),
        bench.bench.heartbeats().toString());
  }

  /** A disk has password hashes in it. */
  @Test
  void anImageIsItsOwnersOnly() throws Exception {
    Path images = Files.createDirectories(bench.folders.images());
    Files.setPosixFilePermissions(images, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path left = Files.writeString(bench.folders.imageDraft(NAME), "left by an earlier PIM");
    Files.setPosixFilePermissions(left, PosixFilePermissions.fromString("rw-r--r--"));
    bench.finalized(Optional.empty());

    bench.flatten();

    assertEquals("rwx------", mode(images));
    assertEquals("rw-------", mode(bench.folders.imageDraft(NAME)));
  }

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void flatteningAgainReplacesWhatAKillLeft() throws Exception {
    bench.finalized(Optional.empty());
    Files.createDirectories(bench.folders.images());
    Files.writeString(bench.folders.imageDraft(NAME), "half of it");

    bench.flatten();

    assertTrue(bench.qemu.images().isSound(bench.folders.imageDraft(NAME)));
  }

  @Test
  void withoutAFinalizedLayerThereIsNothingToFlatten() throws Exception {
    OpenBuild build = bench.finalized(Optional.empty());
    Files.delete(
        bench.layers.disk(build.plan().only(StepKind.FINALIZE).requiredKey(), TestBuilds.ID));

    FailureReport report =
        bench.bench.report(() -> bench.images.flatten(new StepRef(TestBuilds.ID, "flatten")));

    assertEquals(FailureKind.LAYER_DAMAGED, report.kind());
    assertFalse(bench.hasDraft());
  }

  @Test
  void aDiskThatCannotBeConvertedLeavesNothing() throws Exception {
    OpenBuild build = bench.finalized(Optional.empty());
    // A layer is checked before it is flattened: this one breaks in between.
    var careless =
        new FlattenStep(
            bench.folders,
            new io.pim.host.layer.PlanLayers(
                new io.pim.host.layer.LayerStore(bench.folders, disk -> true)),
            bench.qemu.images());
    Path disk =
        bench.layers.disk(build.plan().only(StepKind.FINALIZE).requiredKey(), TestBuilds.ID);
    var time = Files.getLastModifiedTime(disk);
    Files.write(disk, new byte[(int) Files.size(disk)]);
    Files.setLastModifiedTime(disk, time);

    FailureReport report =
        bench.bench.report(bench.builds, TestBuilds.ID, "flatten", careless::run);

    assertEquals(FailureKind.TOOL_FAILED, report.kind());
    assertFalse(bench.hasDraft());
    assertFalse(Files.exists(build.folder().flattenedFacts()));
  }

  @Test
  void cancellationLeavesNothingHalfWritten() throws Exception {
    bench.finalized(Optional.empty());
    bench.bench.cancel();

    bench.bench.cancelled(() -> bench.images.flatten(new StepRef(TestBuilds.ID, "flatten")));

    assertFalse(Files.exists(bench.image()));
    assertFalse(bench.hasDraft());
  }

  @Test
  void publishingMovesTheImageAndDescribesIt() throws Exception {
    OpenBuild build = bench.finalized(Optional.empty());
    bench.flatten();
    byte[] content = Files.readAllBytes(bench.folders.imageDraft(NAME));
    new PackageList(new java.util.TreeMap<>(Map.of("bash", "5.2")))
        .write(build.folder().packages());

    ImageEntry entry = bench.publish();

    assertArrayEquals(content, Files.readAllBytes(bench.image()));
    assertFalse(bench.hasDraft());
    assertEquals(NAME, entry.name());
    assertEquals(Sha256.ofBytes(content), entry.sha256());
    assertEquals(content.length, entry.size());
    assertEquals(build.plan().imageKey(), entry.imageKey());
    assertEquals(Optional.empty(), entry.uefiVariables());
    ImageManifest manifest = ImageManifest.read(entry.manifest());
    assertEquals(manifest, ImageManifest.read(build.folder().manifest()));
    assertEquals(build.plan().steps(), manifest.steps());
    assertEquals(Map.of("bash", "5.2"), manifest.packages());
    assertEquals("0.1-test", manifest.tools().get("pim"));
    assertTrue(manifest.tools().get("qemu").matches("\\d+\\..*"), manifest.tools().toString());
  }

  /** Verification may set a build back to its newest layer, which is under the image. */
  @Test
  void doesNotFlattenTwice() throws Exception {
    bench.finalized(Optional.empty());
    bench.flatten();
    Path draft = bench.folders.imageDraft(NAME);
    Object file = Files.getAttribute(draft, "unix:ctime");

    bench.flatten();

    assertEquals(file, Files.getAttribute(draft, "unix:ctime"));
  }

  @Test
  void aChangedFlattenedImageIsMadeAgain() throws Exception {
    OpenBuild build = bench.finalized(Optional.empty());
    bench.flatten();
    Path draft = bench.folders.imageDraft(NAME);
    byte[] bytes = Files.readAllBytes(draft);
    FlattenedFacts facts = FlattenedFacts.read(build.folder().flattenedFacts()).orElseThrow();

    for (Damage damage :
        List.<Damage>of(
            () -> Files.write(draft, new byte[bytes.length]),
            () -> Files.delete(draft),
            () -> Files.write(draft, java.util.Arrays.copyOf(bytes, bytes.length / 2)),
            () -> Files.delete(build.folder().flattenedFacts()),
            () ->
                Json.write(
                    build.folder().flattenedFacts(),
                    new FlattenedFacts(
                        facts.size(),
                        facts.sha256(),
                        Sha256.ofText("another layer"),
                        facts.wanted(),
                        facts.written())))) {
      damage.happen();

      bench.flatten();

      assertTrue(bench.qemu.images().isSound(draft));
      assertTrue(
          FlattenedFacts.read(build.folder().flattenedFacts())
              .orElseThrow()
              .areOf(draft, done -> {}));
    }
  }

  /** Damage that neither qemu-img check nor the digest of a wrong file shows. */
  @Test
  void rejectsAnImageThatIsNotTheVerifiedDisk() throws Exception {
    OpenBuild build = bench.finalized(Optional.empty());

    FailureReport report = bench.reportOfASpoiledImage();

    assertEquals(FailureKind.TOOL_FAILED, report.kind());
    assertTrue(report.why().contains("found a difference"), report.why());
    assertFalse(bench.hasDraft());
    assertFalse(Files.exists(build.folder().flattenedFacts()));
  }

  @Test
  void registersOnlyVerifiedImages() throws Exception {
    OpenBuild build = bench.finalized(Optional.empty());
    bench.flatten();
    StepRef register = new StepRef(TestBuilds.ID, "register");
    var inputs = build.plan().only(StepKind.VERIFY).inputs();
    for (VerifiedFacts other :
        List.of(
            new VerifiedFacts(Sha256.ofText("a layer of the same key"), inputs),
            new VerifiedFacts(
                bench.identity(build), new java.util.TreeMap<>(Map.of("script", "another"))))) {
      other.write(build.folder().verifiedFacts());

      FailureReport report = bench.bench.report(() -> bench.images.publish(register));

      assertEquals(FailureKind.LAYER_DAMAGED, report.kind(), "the build verifies anew");
    }
    Files.delete(build.folder().verifiedFacts());
    assertEquals(
        FailureKind.LAYER_DAMAGED, bench.bench.report(() -> bench.images.publish(register)).kind());
    assertFalse(Files.exists(bench.image()));
    assertTrue(bench.hasDraft());
  }

  /** As an older PIM or an interrupted write leaves them: their contents are unknown. */
  @Test
  void factsOfAnotherPimAreNone() throws Exception {
    OpenBuild build = bench.finalized(Optional.empty());
    for (Path file : List.of(build.folder().flattenedFacts(), build.folder().verifiedFacts())) {
      Files.writeString(file, "{\"size\": 1, \"layer\": \"/layers/1.qcow2\"}");
    }

    assertEquals(Optional.empty(), FlattenedFacts.read(build.folder().flattenedFacts()));
    assertEquals(Optional.empty(), VerifiedFacts.read(build.folder().verifiedFacts()));
  }

  /** A retry may bring a plan with another one. */
  @Test
  void theImageHasTheCompressionOfThePlan() throws Exception {
    OpenBuild build = bench.finalized(Optional.empty());
    for (Compression wanted : Compression.values()) {
      bench.builds.with(wanted);
      bench.builds.save(TestBuilds.ID);

      bench.flatten();
      ImageEntry entry = bench.publish();

      assertEquals(Optional.of(wanted), entry.compression());
      assertEquals(Optional.of(wanted), ImageManifest.read(entry.manifest()).compression());
      assertTrue(
          bench.qemu.images().isSame(bench.finalLayer(build), entry.path(), MINUTE, () -> {}));
    }
  }

  @Test
  void anotherCompressionIsAnotherImageOfTheSameLayer() throws Exception {
    OpenBuild build = bench.finalized(Optional.empty());
    bench.flatten();
    Sha256 zstd = FlattenedFacts.read(build.folder().flattenedFacts()).orElseThrow().sha256();
    bench.builds.with(Compression.NONE);
    bench.builds.save(TestBuilds.ID);

    bench.flatten();

    FlattenedFacts facts = FlattenedFacts.read(build.folder().flattenedFacts()).orElseThrow();
    assertEquals(Compression.NONE, facts.written());
    assertNotEquals(zstd, facts.sha256());
  }

  @Test
  void aQemuImgWithoutZstdMakesAnImageAllTheSameAndSaysSo() throws Exception {
    OpenBuild build = bench.finalized(Optional.empty());
    bench.flattenWithout("compression_type=zstd");

    assertEquals(Optional.of(Compression.ZLIB), bench.publish().compression());
    String log = Files.readString(build.folder().log());
    assertTrue(log.contains("zlib: this qemu-img cannot write zstd"), log);
    assertTrue(log.contains("flattened: "), log);
  }

  private interface Damage {
    void happen() throws Exception;
  }

  /** The files of publishing come one after the other: here, as if it had ended before each. */
  @Test
  void publishingAgainFromAnyPointGivesTheSameImage() throws Exception {
    OpenBuild build = bench.finalized(Optional.empty());
    bench.flatten();
    ImageEntry first = bench.publish();
    byte[] manifest = Files.readAllBytes(first.manifest());
    List<Damage> undo =
        List.of(
            () -> Files.delete(bench.folders.imageSeen(NAME)),
            () -> Files.move(bench.image(), bench.folders.imageDraft(NAME)),
            () -> Files.delete(build.folder().manifest()));
    for (int points = 0; points <= undo.size(); points++) {
      for (Damage one : undo.subList(0, points)) {
        one.happen();
      }
      bench.clock.addAndGet(100_000);

      assertEquals(first, bench.publish());

      assertArrayEquals(manifest, Files.readAllBytes(first.manifest()));
      assertArrayEquals(manifest, Files.readAllBytes(build.folder().manifest()));
      assertTrue(Files.exists(bench.image()) && Files.exists(bench.folders.imageSeen(NAME)));
      assertFalse(bench.hasDraft());
      bench.registry.register(first);
      assertEquals(1, bench.registry.list().size());
    }
  }

  @Test
  void anImageThatAPowerCutTookIsFlattenedAgain() throws Exception {
    OpenBuild build = bench.finalized(Optional.empty());
    bench.flatten();
    Files.delete(bench.folders.imageDraft(NAME));
    StepRef register = new StepRef(TestBuilds.ID, "register");

    assertEquals(
        FailureKind.LAYER_DAMAGED, bench.bench.report(() -> bench.images.publish(register)).kind());

    bench.flatten();
    Files.delete(build.folder().flattenedFacts());
    assertEquals(
        FailureKind.LAYER_DAMAGED, bench.bench.report(() -> bench.images.publish(register)).kind());
  }

  /** Killed at any moment of publishing, it is published when it is run again. */
  @Test
  void publishingAgainAfterTheMoveIsPublishing() throws Exception {
    bench.finalized(Optional.empty());
    bench.flatten();
    ImageEntry first = bench.publish();
    Files.delete(bench.folders.imageSeen(NAME));

    ImageEntry second = bench.publish();

    assertEquals(first.sha256(), second.sha256());
    assertEquals(first.path(), second.path());
    bench.registry.register(second);
    assertTrue(bench.findImage().isPresent());
  }

  @Test
  void aNewlyFlattenedImageReplacesAnUnregisteredOne() throws Exception {
    bench.finalized(Optional.empty());
    bench.flatten();
    bench.publish();
    assertEquals(Optional.empty(), bench.findImage());

    bench.flatten();
    ImageEntry entry = bench.publish();

    assertEquals(entry.sha256(), Sha256.ofFile(bench.image()));
    assertFalse(bench.hasDraft());
  }

  @Test
  void uefiVariablesGoWithTheImage() throws Exception {
    bench.builds.with(Firmware.UEFI);
    Path variables = Files.writeString(folder.resolve("vars"), "boot0001");
    bench.finalized(Optional.of(variables));

    bench.flatten();
    ImageEntry entry = bench.publish();

    assertEquals("boot0001", Files.readString(entry.uefiVariables().orElseThrow()));
    assertEquals(Firmware.UEFI, entry.firmware());
  }
}
