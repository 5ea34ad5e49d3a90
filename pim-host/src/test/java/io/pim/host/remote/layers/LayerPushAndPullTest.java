package io.pim.host.remote.layers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.host.build.OpenBuild;
import io.pim.host.build.TestBuilds;
import io.pim.host.image.Progress;
import io.pim.host.layer.Layer;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.json.Json;
import io.pim.model.secret.Sealer;
import io.pim.tools.oci.Manifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Transfers of layers from one host to another, and their obstacles. */
@Tag("qemu")
class LayerPushAndPullTest extends LayersFixture {
  @Test
  void aStackIsTheSameOnAnotherHost() throws Exception {
    start();
    OpenBuild build = one.open(TestBuilds.ID);
    List<Path> disks = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Path variables = Files.writeString(temp.resolve("variables"), "variables " + i);
      Optional<Path> parent = i == 0 ? Optional.empty() : Optional.of(disks.get(i - 1));
      disks.add(one.keep(build, i, parent, Optional.of(variables)));
      assertEquals(1, one.push(build, i).layers());
    }
    OpenBuild there = two.open(TestBuilds.ID);

    assertEquals(Optional.of("script:app"), two.pull(there));

    assertEquals(Optional.of(steps(there).get(2)), two.newest(there));
    for (int i = 0; i < 3; i++) {
      Layer layer =
          two.layers.find(steps(there).get(i).requiredKey(), Optional.empty()).orElseThrow();
      assertTrue(layer.disk().startsWith(two.builds.folders().layers()), layer.toString());
      assertTrue(sameContents(disks.get(i), layer.disk()), "layer " + i);
      assertEquals("variables " + i, Files.readString(layer.uefiVariables().orElseThrow()));
      assertEquals(Optional.of("key of " + temp.resolve("one")), layer.login());
    }
    Path top = two.layers.disk(steps(there).get(2).requiredKey(), TestBuilds.ID);
    Path middle = two.layers.disk(steps(there).get(1).requiredKey(), TestBuilds.ID);
    assertEquals(Optional.of(middle.toString()), qemu.images().info(top).backingFile());
    try (Stream<Path> left = Files.list(there.folder().work())) {
      assertEquals(List.of(), left.toList(), "only layers remain");
    }
  }

  @Test
  void sendsOnlyWhatTheStoreLacks() throws Exception {
    start();
    OpenBuild build = one.open(TestBuilds.ID);
    List<Path> disks = one.keepFirst(build, 3);
    one.push(build, 0);

    PushedLayers second = one.push(build, 2);

    assertEquals(2, second.layers(), "the one between was pushed as well");
    long disksAbove = Files.size(disks.get(1)) + Files.size(disks.get(2));
    assertTrue(
        second.sent() >= disksAbove && second.sent() < disksAbove + 10_000, second.toString());
    assertEquals(new PushedLayers(0, 0), one.push(build, 2));
    assertEquals(
        manifest(build, 0).path("layers").get(0), manifest(build, 2).path("layers").get(0));
  }

  /** The header of a pulled disk names other files, so its digest differs. */
  @Test
  void aLayerOnAPulledOneSharesItsBlobs() throws Exception {
    start();
    OpenBuild build = one.open(TestBuilds.ID);
    one.keepFirst(build, 2);
    one.push(build, 1);
    OpenBuild there = two.open(TestBuilds.OTHER);
    assertEquals(Optional.of("script:base"), two.pull(there));
    Path below = two.layers.disk(steps(there).get(1).requiredKey(), TestBuilds.ID);
    Path own = two.keep(there, 2, Optional.of(below));

    PushedLayers pushed = two.push(there, 2);

    assertEquals(1, pushed.layers());
    assertTrue(pushed.sent() < Files.size(own) + 10_000, pushed.toString());
    for (int i = 0; i < 2; i++) {
      assertEquals(
          manifest(build, 1).path("layers").get(i), manifest(build, 2).path("layers").get(i));
    }
    assertEquals(Optional.of("script:app"), one.pull(one.open(TestBuilds.ID)));
    assertTrue(
        sameContents(own, one.layers.disk(steps(build).get(2).requiredKey(), TestBuilds.OTHER)));
  }

  /** A host tests its accelerators with the kernel, and may never have had the ISO. */
  @Test
  void theInstallersKernelComesWithTheLayers() throws Exception {
    start();
    OpenBuild build = one.open(TestBuilds.ID);
    one.keepFirst(build, 1);
    Path from = one.kernel(build);
    Files.createDirectories(from.getParent());
    Files.writeString(from, "a kernel");
    one.push(build, 0);

    two.pull(two.open(TestBuilds.ID));

    assertEquals("a kernel", Files.readString(two.kernel(build)));
  }

  @Test
  void aHostThatHasTheNewestLayerPullsNothing() throws Exception {
    start();
    OpenBuild build = one.open(TestBuilds.ID);
    one.keepFirst(build, 2);
    one.push(build, 1);
    OpenBuild there = two.open(TestBuilds.OTHER);
    two.keepFirst(there, 2);

    assertEquals(Optional.empty(), two.pull(there));
  }

  /** A warm checkpoint contains the guest's secrets. */
  @Test
  void neverPushesAWarmCheckpoint() throws Exception {
    start();
    OpenBuild build = one.open(TestBuilds.ID);
    Path disk = one.keep(build, 0, Optional.empty());
    String secret = "a password in the guest's memory";
    Files.writeString(disk.resolveSibling(TestBuilds.ID + ".memory"), secret);
    Files.writeString(disk.resolveSibling(TestBuilds.ID + ".memory.json"), secret);

    one.push(build, 0);

    assertEquals(1, manifest(build, 0).path("layers").size());
    try (Stream<Path> files = Files.walk(temp.resolve("registry/storage"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertFalse(Files.readString(file, ISO_8859_1).contains(secret), file.toString());
      }
    }
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @Test
  void resumesAPullThatWasKilled() throws Exception {
    start();
    OpenBuild build = one.open(TestBuilds.ID);
    one.keepFirst(build, 3);
    one.push(build, 2);
    OpenBuild there = two.open(TestBuilds.ID);
    int[] kept = {0};
    Progress untilTheSecond =
        (fraction, doing) -> {
          if (doing.startsWith("keeping") && ++kept[0] == 2) {
            throw new Killed();
          }
        };
    assertThrows(Killed.class, () -> two.pull(there, untilTheSecond));
    assertEquals(
        Optional.of(steps(there).get(0)), two.newest(there), "the first layer is complete");

    LayerPull.Pulled pulled = two.pull(there, SILENT).orElseThrow();

    assertEquals("script:app", pulled.step().name());
    JsonNode layers = manifest(build, 2).path("layers");
    assertEquals(layers.get(2).path("size").asLong(), pulled.received(), "only the third layer");
  }

  @Test
  void rejectsWrongBytesAndUsesTheLayerBelow() throws Exception {
    start();
    OpenBuild build = one.open(TestBuilds.ID);
    one.keepFirst(build, 2);
    one.push(build, 1);
    Path blob = blob(manifest(build, 1).path("layers").get(1).path("digest").asText());
    byte[] bytes = Files.readAllBytes(blob);
    bytes[bytes.length / 2] ^= 1;
    Files.write(blob, bytes);
    OpenBuild there = two.open(TestBuilds.ID);

    assertEquals(Optional.of("install"), two.pull(there));

    assertTrue(two.log(there).contains("the layer of script:base cannot be used"), two.log(there));
    assertEquals(Optional.of(steps(there).get(0)), two.newest(there));
  }

  /** A writer to the registry without the key. */
  @Test
  void doesNotBootAPlantedLayer() throws Exception {
    start();
    OpenBuild build = one.open(TestBuilds.ID);
    one.keepFirst(build, 1);
    one.push(build, 0);
    OpenBuild there = two.open(TestBuilds.ID);
    Manifest right = repository().manifest(tag(build, 0)).orElseThrow();
    String keyId = Sealer.withKeyFile(one.builds.folders().sealKey()).keyId();

    plant(build, right, keyId, "00000000");
    assertEquals(Optional.empty(), two.pull(there));
    assertTrue(two.log(there).contains("no PIM with this host's key"), two.log(there));

    String signature = manifestOf(right).path("annotations").path("io.pim.signature").asText();
    plant(build, right, signature, "A" + signature.substring(1));
    assertEquals(Optional.empty(), two.pull(there));
    assertTrue(two.log(there).contains("its signature is wrong"), two.log(there));

    repository().put(tag(build, 1), right);
    repository().delete(repository().manifest(tag(build, 0)).orElseThrow().sha256());
    assertEquals(Optional.empty(), two.pull(there));
    assertTrue(two.log(there).contains("it is the layer of another step"), two.log(there));
    assertEquals(Optional.empty(), two.newest(there));
  }

  private void plant(OpenBuild build, Manifest right, String text, String other) throws Exception {
    String changed = new String(right.bytes(), UTF_8).replace(text, other);
    assertNotEquals(new String(right.bytes(), UTF_8), changed);
    repository().put(tag(build, 0), new Manifest(right.type(), changed.getBytes(UTF_8)));
  }

  private static JsonNode manifestOf(Manifest manifest) throws Exception {
    return Json.mapper().readTree(manifest.bytes());
  }

  /** The lost host has made a layer that it did not push; the other one made and pushed it. */
  @Test
  void doesNotMixLayersOfTwoHosts() throws Exception {
    start();
    OpenBuild build = one.open(TestBuilds.ID);
    Path own = one.keep(build, 0, Optional.empty());
    OpenBuild there = two.open(TestBuilds.ID);
    Path disk = two.builds.folders().layers();
    assertTrue(Files.notExists(disk));
    two.keepFirst(there, 1);
    write(own, 5, 0x11);
    Files.delete(own.resolveSibling(TestBuilds.ID + ".json"));
    Path again = Files.move(own, build.folder().workDisk(steps(build).get(0).requiredKey()));
    one.layers.keep(
        again,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        steps(build).get(0).requiredKey(),
        TestBuilds.ID);
    two.keep(there, 1, Optional.of(two.layers.disk(steps(there).get(0).requiredKey(), there.id())));
    two.push(there, 1);

    assertEquals(Optional.empty(), one.pull(build));

    assertTrue(one.log(build).contains("does not fit one of this host"), one.log(build));
    assertEquals(Optional.of(steps(build).get(0)), one.newest(build));
  }

  @Test
  void aBuildThatRepeatsAStepTakesOnlyItsOwnLayers() throws Exception {
    start();
    OpenBuild old = one.open(TestBuilds.OTHER);
    List<Path> disks = one.keepFirst(old, 3);
    one.push(old, 2);
    one.builds.from("script:base");
    two.builds.from("script:base");
    OpenBuild there = two.open(TestBuilds.ID);

    assertEquals(Optional.of("install"), two.pull(there));

    OpenBuild again = one.open(TestBuilds.ID);
    one.keep(again, 1, Optional.of(disks.get(0)));
    assertEquals(1, one.push(again, 1).layers(), "it replaces that of another build");
    assertEquals(Optional.of("script:base"), two.pull(there));
  }

  @Test
  void skipsAMissingLayer() throws Exception {
    start();
    OpenBuild build = one.open(TestBuilds.ID);
    Files.delete(one.keep(build, 0, Optional.empty()));

    BuildFailure failure = assertThrows(BuildFailure.class, () -> one.push(build, 0));

    assertEquals(FailureKind.LAYER_DAMAGED, failure.report().kind());
  }

  @Test
  void retriesARegistryThatDoesNotAnswer() throws Exception {
    start();
    OpenBuild build = one.open(TestBuilds.ID);
    one.keep(build, 0, Optional.empty());
    registry.stop();

    BuildFailure push = assertThrows(BuildFailure.class, () -> one.push(build, 0));
    BuildFailure pull = assertThrows(BuildFailure.class, () -> two.pull(two.open(TestBuilds.ID)));

    assertEquals(FailureKind.TARGET_UNREACHABLE, push.report().kind());
    assertEquals(FailureKind.TARGET_UNREACHABLE, pull.report().kind());
  }
}
