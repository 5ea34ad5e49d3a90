package io.pim.host.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.registry.ImageEntry;
import io.pim.model.store.StoreLine;
import io.pim.model.store.StoreReference;
import io.pim.model.store.StoreTag;
import io.pim.model.unit.Architecture;
import io.pim.tools.oci.DockerRegistry;
import io.pim.tools.oci.Manifest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Channels, lists, and the removal of old images. */
class TagsAndListTest extends StoreFixture {
  private StoreTags.Moved tag(String reference, String tag) throws Exception {
    return new StoreTags(store())
        .move(StoreReference.of(reference, Architecture.X86_64), new StoreTag(tag));
  }

  private List<RemoteImage> listed() throws Exception {
    return new StoreListing(store()).all(Set.of()).images();
  }

  private List<String> names() throws Exception {
    return listed().stream().map(its -> its.image().name()).toList();
  }

  @Test
  void aChannelMovesWhenAPersonMovesIt() throws Exception {
    start();
    ImageEntry old = built(1);
    ImageEntry newer = built(2);
    push(old);
    assertEquals(Optional.empty(), tag("web", "stable").previous());
    push(newer);
    assertEquals(old.name(), pull("web:stable").image().name());

    assertEquals(Optional.of(old.name()), tag("web:20261103-100000", "stable").previous());

    assertEquals(newer.name(), pull("web:stable").image().name());
    assertEquals(Optional.of(newer.name()), tag(old.name(), "stable").previous());
  }

  @Test
  void keepsTagsOfOthers() throws Exception {
    start();
    push(built(1));
    Manifest image = repository().manifest("latest").orElseThrow();
    String text = new String(image.bytes(), UTF_8).replace("io.pim.image", "mine");
    Manifest foreign = new Manifest(image.type(), text.getBytes(UTF_8));
    repository().put("stable", foreign);

    BuildFailure refused = assertThrows(BuildFailure.class, () -> tag("web", "stable"));

    assertEquals(FailureKind.TARGET_REFUSED, refused.report().kind());
    assertArrayEquals(foreign.bytes(), repository().manifest("stable").orElseThrow().bytes());
    assertEquals(FailureKind.TARGET_FAILED, pullFails("web:stable").kind());
    assertEquals(1, listed().size());
  }

  @Test
  void aChannelNeedsAnImage() throws Exception {
    start();
    BuildFailure refused = assertThrows(BuildFailure.class, () -> tag("web", "stable"));
    assertEquals(FailureKind.IMAGE_UNAVAILABLE, refused.report().kind());
  }

  @Test
  void listsImagesWithTheirTags() throws Exception {
    start();
    push(built(1));
    push(built(2));
    tag("web-x86_64-20261102-100000", "stable");

    List<RemoteImage> images = listed();

    assertEquals(List.of("web-x86_64-20261103-100000", "web-x86_64-20261102-100000"), names());
    assertEquals(List.of(new StoreTag("20261103-100000"), StoreTag.LATEST), images.get(0).tags());
    assertEquals(
        List.of(new StoreTag("20261102-100000"), new StoreTag("stable")), images.get(1).tags());
    List<RemoteImage> asked = new StoreListing(store()).lines(Set.of(WEB)).images();
    assertEquals(
        images.stream().map(RemoteImage::tags).toList(),
        asked.stream().map(RemoteImage::tags).toList(),
        "without a catalog");
    assertEquals(
        List.of(),
        new StoreListing(store())
            .lines(Set.of(new StoreLine("other", Architecture.X86_64)))
            .images());
  }

  /** An image of one line under another line's name could be mistaken for it. */
  @Test
  void ignoresAnImageOfAnotherLine() throws Exception {
    start();
    push(built(1));
    Manifest image = repository().manifest("latest").orElseThrow();
    String text =
        new String(image.bytes(), UTF_8)
            .replace("\"io.pim.profile\":\"web\"", "\"io.pim.profile\":\"db\"")
            .replace("web-x86_64-2026", "db-x86_64-2026");
    repository().put("latest", new Manifest(image.type(), text.getBytes(UTF_8)));

    assertEquals(FailureKind.TARGET_FAILED, pullFails("web").kind());
  }

  @Test
  void noNameFromTheRegistryBecomesAPath() throws Exception {
    start();
    push(built(1));
    Manifest image = repository().manifest("latest").orElseThrow();
    for (String name : List.of("../../x", "/etc/x", "web-x86_64-20261109-100000", ".x", "")) {
      String text =
          new String(image.bytes(), UTF_8)
              .replaceFirst("\"io.pim.image\":\"[^\"]*\"", "\"io.pim.image\":\"" + name + "\"");
      repository().put("latest", new Manifest(image.type(), text.getBytes(UTF_8)));
      assertEquals(FailureKind.TARGET_FAILED, pullFails("web").kind(), name);
    }
    assertEquals(List.of(), onLaptop());
  }

  @Test
  void refusesAManifestThatDescribesAnotherImage() throws Exception {
    start();
    push(built(1));
    Manifest image = repository().manifest("latest").orElseThrow();
    String text =
        new String(image.bytes(), UTF_8)
            .replace("\"io.pim.firmware\":\"uefi\"", "\"io.pim.firmware\":\"bios\"");
    assertFalse(text.equals(new String(image.bytes(), UTF_8)));
    repository().put("latest", new Manifest(image.type(), text.getBytes(UTF_8)));

    assertTrue(pullFails("web").why().contains("another image"));
  }

  @Test
  void keepsTheNewestAndTaggedImages() throws Exception {
    start();
    for (int day = 1; day <= 5; day++) {
      push(built(day));
    }
    tag("web:20261102-100000", "stable");
    StorePrune prune = new StorePrune(store());
    assertEquals(2, prune.run(listed(), 2, true).size());
    assertEquals(5, listed().size());

    List<StorePrune.Removal> removed = prune.run(listed(), 2, false);

    assertEquals(2, removed.size());
    assertTrue(removed.stream().allMatch(its -> its.left().isEmpty()));
    assertEquals(
        List.of(
            "web-x86_64-20261106-100000",
            "web-x86_64-20261105-100000",
            "web-x86_64-20261102-100000"),
        names());
  }

  @Test
  void reportsARegistryThatRemovesNothing() throws Exception {
    start(DockerRegistry.Feature.NO_DELETION);
    push(built(1));
    push(built(2));

    List<StorePrune.Removal> removed = new StorePrune(store()).run(listed(), 1, false);

    assertEquals(1, removed.size());
    assertTrue(removed.get(0).left().orElseThrow().contains("does not allow deletion"));
    assertEquals(2, listed().size());
  }
}
