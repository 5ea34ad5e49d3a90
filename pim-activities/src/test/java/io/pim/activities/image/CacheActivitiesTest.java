package io.pim.activities.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.build.TestBuilds;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.ImageManifest;
import io.pim.workflows.activity.WhatIsThere;
import io.pim.workflows.message.BuildResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("qemu")
@Timeout(180)
class CacheActivitiesTest {
  @TempDir Path folder;
  private ImageBench bench;
  private ImageEntry image;

  @BeforeEach
  void buildOne() throws Exception {
    bench = new ImageBench(folder, new TestBuilds(folder));
    bench.finalized(Optional.empty());
    bench.flatten();
    image = bench.publish();
    bench.registry.register(image);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private Optional<BuildResult> findFor(io.pim.model.files.BuildId build) {
    return bench.bench.run(() -> bench.cache.look(build)).image();
  }

  @Test
  void findsARegisteredImageOfThePlan() throws Exception {
    bench.builds.save(TestBuilds.OTHER);

    assertEquals(
        new BuildResult(
            ImageBench.NAME, "host1", image.path().toString(), image.size(), image.sha256(), true),
        findFor(TestBuilds.OTHER).orElseThrow());
    assertFalse(bench.findImage().orElseThrow().reused(), "it is the build's own");
  }

  @Test
  void aForcedBuildFindsOnlyItsOwnImage() throws Exception {
    bench.builds.forced().save(TestBuilds.OTHER);
    bench.builds.save(TestBuilds.ID);

    assertEquals(Optional.empty(), findFor(TestBuilds.OTHER));
    assertTrue(bench.findImage().isPresent());
  }

  /** Somebody who can write the registry must not make a build return any file as its image. */
  @Test
  void refusesAFileFromElsewhere() throws Exception {
    Path foreign = Files.copy(image.path(), folder.resolve("foreign.qcow2"));
    bench.registry.register(withPath(foreign));

    assertEquals(Optional.empty(), bench.findImage());
    assertTrue(
        Files.readString(bench.folders.build(ImageBench.NAME).log()).contains("not PIM's own"));
  }

  @Test
  void refusesAnImageWithAnotherManifest() throws Exception {
    ImageManifest manifest = ImageManifest.read(image.manifest());
    String text = Files.readString(image.manifest());
    for (String fact :
        new String[] {manifest.imageKey().toString(), manifest.sha256().toString()}) {
      String other = (fact.startsWith("0") ? "1" : "0") + fact.substring(1);
      // The digest or key identifies this image, and also occurs in the list of steps.
      Files.writeString(image.manifest(), text.replace(fact, other));

      assertEquals(Optional.empty(), bench.findImage());
    }
    Files.writeString(image.manifest(), text);
    assertTrue(bench.findImage().isPresent());
  }

  private ImageEntry withPath(Path path) {
    return new ImageEntry(
        image.name(),
        image.profile(),
        image.architecture(),
        path,
        image.format(),
        image.size(),
        image.sha256(),
        image.buildId(),
        image.created(),
        image.imageKey(),
        image.firmware(),
        image.manifest(),
        image.uefiVariables(),
        image.host());
  }

  @Test
  void ignoresAMissingImage() throws Exception {
    Files.delete(image.path());

    assertEquals(Optional.empty(), bench.findImage());
    assertTrue(
        Files.readString(bench.folders.build(ImageBench.NAME).log())
            .contains("missing or damaged"));
  }

  @Test
  void ignoresAChangedImage() throws Exception {
    Files.writeString(image.path(), "x", StandardOpenOption.WRITE);

    assertEquals(Optional.empty(), bench.findImage());
  }

  @Test
  void digestsAnImageAgainThatWasOnlyTouched() throws Exception {
    Files.setLastModifiedTime(image.path(), FileTime.fromMillis(1000));
    FileTime seen = Files.getLastModifiedTime(bench.folders.imageSeen(ImageBench.NAME));

    assertTrue(bench.findImage().isPresent());

    var now = SeenImage.of(image.path(), image.sha256());
    assertEquals(1000, now.modifiedMillis());
    assertTrue(
        SeenImage.matches(
            image.path(),
            bench.folders.imageSeen(ImageBench.NAME),
            image.sha256(),
            done -> {
              throw new AssertionError("read again, though it has not changed since " + seen);
            }));
  }

  @Test
  void readsTheImageAgainWithoutReadableFacts() throws Exception {
    Path seen = bench.folders.imageSeen(ImageBench.NAME);
    for (String damage : new String[] {"", "{", "null"}) {
      Files.writeString(seen, damage);
      assertTrue(bench.findImage().isPresent(), damage);
    }
    Files.delete(seen);
    assertTrue(bench.findImage().isPresent());
  }

  @Test
  void namesTheStepOfTheNewestLayer() throws Exception {
    Files.delete(image.path());

    assertEquals(
        WhatIsThere.noImage(Optional.of("finalize")),
        bench.bench.run(() -> bench.cache.look(TestBuilds.ID)));
  }
}
