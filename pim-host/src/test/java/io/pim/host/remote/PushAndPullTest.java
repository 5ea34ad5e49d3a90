package io.pim.host.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.host.image.Progress;
import io.pim.host.oci.ArtifactFiles;
import io.pim.host.oci.ArtifactTypes;
import io.pim.host.oci.ImageArtifact;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.json.Json;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import io.pim.model.unit.Firmware;
import io.pim.tools.oci.Blob;
import io.pim.tools.oci.DockerRegistry;
import io.pim.tools.oci.Traffic;
import io.pim.tools.oci.UploadMemory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.Test;

/** Transfers of images from one host to another, and their obstacles. */
class PushAndPullTest extends StoreFixture {
  @Test
  void anImageIsTheSameOnAnotherHost() throws Exception {
    start();
    ImageEntry image = built(1);

    PushedImage pushed = push(image);
    PulledImage pulled = pull("web");

    assertEquals(registry.repository("team") + "/web-x86_64:20261102-100000", pushed.place());
    assertTrue(pushed.latest());
    assertTrue(pushed.sent() > IMAGE_BYTES, pushed.toString());
    assertFalse(pulled.wasHere());
    assertEquals(onLaptop(), List.of(pulled.image()));
    ImageEntry there = pulled.image();
    assertEquals(
        new ImageEntry(
            image.name(),
            image.profile(),
            image.architecture(),
            laptop.image(image.name()),
            image.format(),
            image.size(),
            image.sha256(),
            image.buildId(),
            image.created(),
            image.imageKey(),
            image.firmware(),
            laptop.imageManifest(image.name()),
            Optional.of(laptop.imageUefiVariables(image.name())),
            Optional.of("laptop"),
            image.compression()),
        there);
    assertTrue(there.liesIn(laptop));
    assertArrayEquals(Files.readAllBytes(image.path()), Files.readAllBytes(there.path()));
    assertArrayEquals(Files.readAllBytes(image.manifest()), Files.readAllBytes(there.manifest()));
    assertEquals("variables 1", Files.readString(there.uefiVariables().orElseThrow()));
    assertEquals(3, filesOnLaptop().size(), filesOnLaptop().toString());
  }

  @Test
  void countsItsBytesAsImageBytes() throws Exception {
    start();
    Map<String, Long> bytes = new ConcurrentSkipListMap<>();
    ImageStore counted =
        store()
            .counting(
                kind ->
                    new Traffic() {
                      @Override
                      public void sent(long more) {
                        bytes.merge(kind + " sent", more, Long::sum);
                      }

                      @Override
                      public void received(long more) {
                        bytes.merge(kind + " received", more, Long::sum);
                      }
                    });

    push(built(1), counted, (fraction, doing) -> {});
    pull("web", counted, (fraction, doing) -> {});

    assertEquals(Set.of("IMAGE received", "IMAGE sent"), bytes.keySet());
    // The image, and some KB of manifests and variables.
    bytes.forEach(
        (name, count) ->
            assertTrue(count > IMAGE_BYTES && count < IMAGE_BYTES + 20_000, name + " " + count));
  }

  /** The view of oras and other tools. */
  @Test
  void theArtifactHasThePackageList() throws Exception {
    start();
    push(built(1));

    JsonNode manifest = Json.mapper().readTree(registry.get(REPOSITORY + "/manifests/latest"));

    assertEquals("application/vnd.pim.image.v1", manifest.path("artifactType").asText());
    JsonNode packages = manifest.path("layers").get(3);
    assertEquals("application/vnd.pim.packages.v1", packages.path("mediaType").asText());
    byte[] list = registry.get(REPOSITORY + "/blobs/" + packages.path("digest").asText());
    assertEquals("bash 5.2\ndash 0.5\n", new String(list, UTF_8));
  }

  @Test
  void sendsAndFetchesEverythingOnce() throws Exception {
    start();
    ImageEntry image = built(1);
    push(image);
    pull("web");

    assertEquals(0, push(image).sent());
    assertTrue(pull("web").wasHere());
    assertEquals(List.of(), pushMemories());
  }

  private List<String> pushMemories() throws Exception {
    try (var files = Files.list(builder.pushes())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .toList();
    }
  }

  @Test
  void latestFollowsTheNewestImage() throws Exception {
    start();
    ImageEntry old = built(1);
    ImageEntry newer = built(2);
    assertTrue(push(newer).latest());

    assertFalse(push(old).latest());

    assertEquals(newer.name(), pull("web").image().name());
    assertEquals(old.name(), pull(old.name()).image().name());
    assertEquals(Set.of("20261102-100000", "20261103-100000", "latest"), repository().tags());
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Ends the work as a kill would, after this much of it. */
  private static Progress killAt(String act, double fraction) {
    return (done, doing) -> {
      if (doing.equals(act) && done > fraction) {
        throw new Killed();
      }
    };
  }

  @Test
  void resumesAPullThatWasKilled() throws Exception {
    start();
    push(built(1));
    assertThrows(Killed.class, () -> pull("web", store(), killAt("downloading", 0.3)));
    assertEquals(List.of(), onLaptop());
    assertEquals(1, filesOnLaptop().size(), filesOnLaptop().toString());
    long there = Files.size(laptop.images().resolve(filesOnLaptop().get(0)));
    assertTrue(there > 0 && there < IMAGE_BYTES, there + " bytes");

    PulledImage pulled = pull("web");

    assertTrue(pulled.received() <= IMAGE_BYTES - there + 100, pulled.toString());
    assertEquals(1, onLaptop().size());
    assertArrayEquals(qcow2(1), Files.readAllBytes(pulled.image().path()));
  }

  /** The kill came after the image was moved into place and before it was registered. */
  @Test
  void aPullKilledAtItsEndFetchesNoDiskAgain() throws Exception {
    start();
    push(built(1));
    pull("web");
    new Registry(laptop).remove("web-x86_64-20261102-100000");

    assertTrue(pull("web").received() < 100);

    assertEquals(1, onLaptop().size());
  }

  @Test
  void neverAcceptsWrongBytes() throws Exception {
    start();
    ImageEntry image = built(1);
    push(image);
    String digest = image.sha256().hex();
    Path blob =
        temp.resolve("registry/storage/docker/registry/v2/blobs/sha256")
            .resolve(digest.substring(0, 2))
            .resolve(digest)
            .resolve("data");
    Files.write(blob, qcow2(2));

    assertEquals(FailureKind.CHECKSUM_MISMATCH, pullFails("web").kind());

    assertEquals(List.of(), onLaptop());
    assertEquals(List.of(), filesOnLaptop());
  }

  /** QEMU would read the named file as the disk's contents. */
  @Test
  void refusesADiskThatNamesAnotherFile() throws Exception {
    start();
    byte[] disk = qcow2(1);
    disk[15] = 104;
    disk[19] = 11;
    System.arraycopy("/etc/passwd".getBytes(UTF_8), 0, disk, 104, 11);
    ImageEntry image = built(1, Firmware.BIOS, disk);
    assertThrows(BuildFailure.class, () -> push(image));
    ImageArtifact artifact =
        ImageArtifact.of(
            new ArtifactFiles(image.path(), Optional.empty(), Optional.of(image.manifest())),
            DeployedImage.of(image, "builder"),
            "evil",
            Map.of(ArtifactTypes.CREATED, image.created().toString()));
    for (Blob blob : artifact.blobs()) {
      repository().upload(blob, UploadMemory.NONE, done -> {});
    }
    repository().put("latest", artifact.manifest());

    assertEquals(FailureKind.HOST_SETUP, pullFails("web").kind());

    assertEquals(List.of(), onLaptop());
    assertEquals(List.of(), filesOnLaptop());
  }

  @Test
  void keepsAnotherImageOfTheSameName() throws Exception {
    start();
    push(built(1));
    pull("web");
    built(1, Firmware.UEFI, qcow2(7));
    registry.close();
    Files.createDirectories(temp.resolve("second"));
    registry = DockerRegistry.start(temp.resolve("second")).orElseThrow();
    push(new Registry(builder).list().get(0));

    assertEquals(FailureKind.IMAGE_UNAVAILABLE, pullFails("web").kind());

    assertArrayEquals(qcow2(1), Files.readAllBytes(onLaptop().get(0).path()));
  }

  @Test
  void refusesATakenTag() throws Exception {
    start();
    push(built(1));
    ImageEntry other = built(1, Firmware.UEFI, qcow2(7));

    BuildFailure refused = assertThrows(BuildFailure.class, () -> push(other));

    assertEquals(FailureKind.TARGET_REFUSED, refused.report().kind());
    assertArrayEquals(qcow2(1), Files.readAllBytes(pull("web").image().path()));
  }

  @Test
  void doesNotPushADamagedImage() throws Exception {
    start();
    ImageEntry image = built(1);
    Files.write(image.path(), qcow2(2));

    BuildFailure refused = assertThrows(BuildFailure.class, () -> push(image));

    assertEquals(FailureKind.CHECKSUM_MISMATCH, refused.report().kind());
    assertEquals(Set.of(), repository().tags());
  }

  @Test
  void reportsAMissingImage() throws Exception {
    start();
    assertEquals(FailureKind.IMAGE_UNAVAILABLE, pullFails("web").kind());
    push(built(1));
    assertEquals(FailureKind.IMAGE_UNAVAILABLE, pullFails("web:stable").kind());
  }

  @Test
  void usesTheLoginOfDocker() throws Exception {
    start(DockerRegistry.Feature.PASSWORD);
    ImageEntry image = built(1);
    BuildFailure refused = assertThrows(BuildFailure.class, () -> push(image));
    assertEquals(FailureKind.TARGET_REFUSED, refused.report().kind());
    assertTrue(refused.report().todo().contains("docker login"), refused.report().todo());
    String login = DockerRegistry.LOGIN.username() + ":" + DockerRegistry.LOGIN.password();
    String config =
        "{\"auths\": {\"127.0.0.1:%d\": {\"auth\": \"%s\"}}}"
            .formatted(registry.port(), Base64.getEncoder().encodeToString(login.getBytes(UTF_8)));
    Files.createDirectories(temp.resolve(".docker"));
    Files.writeString(temp.resolve(".docker/config.json"), config);

    push(image);

    assertEquals(1, new StoreListing(store()).all(Set.of()).images().size());
    assertEquals(image.name(), pull("web").image().name());
  }
}
