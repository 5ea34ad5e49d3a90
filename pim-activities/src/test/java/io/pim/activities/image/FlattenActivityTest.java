package io.pim.activities.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.TestBuilds;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.json.Json;
import io.pim.model.plan.StepKind;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.ImageManifest;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Sha256;
import io.pim.workflows.activity.StepRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("qemu")
@Timeout(180)
class FlattenActivityTest extends ImageActivitiesFixture {
  @Test
  void makesOneIntactFileAndRecordsItsDigest() throws Exception {
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
    assertFalse(Files.exists(bench.image()), "it becomes an image after its verification");
    assertTrue(
        bench.bench.heartbeats().stream().allMatch(b -> b.fraction() <= 1),
        bench.bench.heartbeats().toString());
  }

  /** A disk contains password hashes. */
  @Test
  void makesImagesThatOnlyTheirOwnerMayRead() throws Exception {
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
  void replacesADraftThatAKillLeft() throws Exception {
    bench.finalized(Optional.empty());
    Files.createDirectories(bench.folders.images());
    Files.writeString(bench.folders.imageDraft(NAME), "half of it");

    bench.flatten();

    assertTrue(bench.qemu.images().isSound(bench.folders.imageDraft(NAME)));
  }

  @Test
  void failsWithoutAFinalizedLayer() throws Exception {
    OpenBuild build = bench.finalized(Optional.empty());
    Files.delete(
        bench.layers.disk(build.plan().only(StepKind.FINALIZE).requiredKey(), TestBuilds.ID));

    FailureReport report =
        bench.bench.report(() -> bench.images.flatten(new StepRef(TestBuilds.ID, "flatten")));

    assertEquals(FailureKind.LAYER_DAMAGED, report.kind());
    assertFalse(bench.hasDraft());
  }

  @Test
  void leavesNothingOfADiskThatCannotBeConverted() throws Exception {
    OpenBuild build = bench.finalized(Optional.empty());
    // A layer is checked before it is flattened: this one breaks after the check.
    var careless =
        new FlattenStep(
            bench.folders,
            new io.pim.host.layer.PlanLayers(
                new io.pim.host.layer.LayerStore(bench.folders, disk -> true)),
            bench.qemu.images(),
            bench.qemu.converter());
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
  void leavesNothingWhenCancelled() throws Exception {
    bench.finalized(Optional.empty());
    bench.bench.cancel();

    bench.bench.cancelled(() -> bench.images.flatten(new StepRef(TestBuilds.ID, "flatten")));

    assertFalse(Files.exists(bench.image()));
    assertFalse(bench.hasDraft());
  }

  /** Verification may set a build back to its newest layer, which is below the image. */
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
  void replacesADraftThatHasChanged() throws Exception {
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

  /** Damage that neither qemu-img check nor the digest of a wrong file reveals. */
  @Test
  void rejectsAnImageThatIsNotTheVerifiedDisk() throws Exception {
    OpenBuild build = bench.finalized(Optional.empty());

    FailureReport report = bench.reportOfASpoiledImage();

    assertEquals(FailureKind.TOOL_FAILED, report.kind());
    assertTrue(report.why().contains("found a difference"), report.why());
    assertFalse(bench.hasDraft());
    assertFalse(Files.exists(build.folder().flattenedFacts()));
  }

  /** A retry may bring a plan with another compression. */
  @Test
  void usesThePlansCompression() throws Exception {
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
  void flattensAgainForAnotherCompression() throws Exception {
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
  void usesZlibAndReportsItIfQemuImgLacksZstd() throws Exception {
    OpenBuild build = bench.finalized(Optional.empty());
    bench.flattenWithout("compression_type=zstd");

    assertEquals(Optional.of(Compression.ZLIB), bench.publish().compression());
    String log = Files.readString(build.folder().log());
    assertTrue(log.contains("zlib: this qemu-img cannot write zstd"), log);
    assertTrue(log.contains("flattened: "), log);
  }
}
