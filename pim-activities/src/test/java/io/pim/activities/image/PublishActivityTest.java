package io.pim.activities.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.PackageList;
import io.pim.host.build.TestBuilds;
import io.pim.host.build.VerifiedFacts;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.plan.StepKind;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.ImageManifest;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import io.pim.workflows.activity.StepRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("qemu")
@Timeout(180)
class PublishActivityTest extends ImageActivitiesFixture {
  @Test
  void movesTheImageAndDescribesIt() throws Exception {
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

      assertEquals(FailureKind.LAYER_DAMAGED, report.kind(), "the build verifies again");
    }
    Files.delete(build.folder().verifiedFacts());
    assertEquals(
        FailureKind.LAYER_DAMAGED, bench.bench.report(() -> bench.images.publish(register)).kind());
    assertFalse(Files.exists(bench.image()));
    assertTrue(bench.hasDraft());
  }

  /** As an older PIM or an interrupted write leaves them: with unknown contents. */
  @Test
  void ignoresFactsOfAnotherPim() throws Exception {
    OpenBuild build = bench.finalized(Optional.empty());
    for (Path file : List.of(build.folder().flattenedFacts(), build.folder().verifiedFacts())) {
      Files.writeString(file, "{\"size\": 1, \"layer\": \"/layers/1.qcow2\"}");
    }

    assertEquals(Optional.empty(), FlattenedFacts.read(build.folder().flattenedFacts()));
    assertEquals(Optional.empty(), VerifiedFacts.read(build.folder().verifiedFacts()));
  }

  /** Publishing writes its files one after the other; here it ends before each one. */
  @Test
  void publishesTheSameImageAgainFromAnyPoint() throws Exception {
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
  void requiresAnotherFlattenIfAPowerCutDamagedTheImage() throws Exception {
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

  /** However far it came before a kill, a second run publishes it. */
  @Test
  void publishesAnImageThatWasAlreadyMoved() throws Exception {
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
  void replacesAnUnregisteredImage() throws Exception {
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
  void publishesUefiVariablesWithTheImage() throws Exception {
    bench.builds.with(Firmware.UEFI);
    Path variables = Files.writeString(folder.resolve("vars"), "boot0001");
    bench.finalized(Optional.of(variables));

    bench.flatten();
    ImageEntry entry = bench.publish();

    assertEquals("boot0001", Files.readString(entry.uefiVariables().orElseThrow()));
    assertEquals(Firmware.UEFI, entry.firmware());
  }
}
