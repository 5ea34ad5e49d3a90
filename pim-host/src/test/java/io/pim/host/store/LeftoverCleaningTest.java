package io.pim.host.store;

import static io.pim.host.store.CleanableStore.ENDED;
import static io.pim.host.store.CleanableStore.OTHER_KEY;
import static io.pim.host.store.CleanableStore.RUNNING;
import static io.pim.host.store.CleanableStore.age;
import static io.pim.host.store.CleanableStore.all;
import static io.pim.host.store.CleanableStore.file;
import static io.pim.host.store.CleanableStore.names;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.build.TestBuilds;
import io.pim.model.files.BuildId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Removes files that killed commands and other versions left, and old caches. */
@Timeout(60)
class LeftoverCleaningTest {
  @TempDir Path folder;
  private CleanableStore store;

  @BeforeEach
  void make() {
    store = new CleanableStore(folder);
  }

  @Test
  void removesDraftsAndUnregisteredImagesAfterADay() throws Exception {
    Files.createDirectories(store.folders.images());
    Path draft = Files.createFile(store.folders.imageDraft(ENDED.text()));
    Path young = Files.createFile(store.folders.imageDraft(TestBuilds.OTHER.text()));
    Path running = Files.createFile(store.folders.imageDraft(RUNNING.text()));
    Path failed = Files.createFile(store.folders.image("web-x86_64-20261101-100000"));
    Path manifest = Files.createFile(store.folders.imageManifest("web-x86_64-20261101-100000"));
    Path unknown = Files.createFile(store.folders.image("web-x86_64-20261102-100000"));
    Path foreign = Files.createFile(store.folders.images().resolve("somebodys.qcow2"));
    store.claim(RUNNING);
    for (Path file : List.of(draft, running, failed, manifest, unknown, foreign)) {
      age(file, Duration.ofDays(2));
    }

    store.cleaner.clean(
        new CleanRequest(
            Optional.empty(),
            0,
            false,
            Set.of(),
            Set.of(BuildId.of("web-x86_64-20261101-100000"))));

    for (Path gone : List.of(draft, failed, manifest)) {
      assertFalse(Files.exists(gone), gone.toString());
    }
    for (Path stays : List.of(young, running, unknown, foreign)) {
      assertTrue(Files.exists(stays), stays.toString());
    }
  }

  @Test
  void removesOldTemplatesAndBootFilesOfMissingIsos() throws Exception {
    Path oldTemplate = file(store.folders.rendered().resolve("a".repeat(64) + ".json"), 40);
    Path newTemplate = file(store.folders.rendered().resolve("b".repeat(64) + ".json"), 2);
    file(store.folders.bootFiles().resolve("c".repeat(64) + "/install.amd/vmlinuz"), 40);
    file(store.folders.bootFiles().resolve("d".repeat(64) + "/install.amd/vmlinuz"), 40);
    Path gone = store.folders.bootFiles().resolve("c".repeat(64));
    Path there = store.folders.bootFiles().resolve("d".repeat(64));
    age(gone, Duration.ofDays(40));
    age(there, Duration.ofDays(40));
    file(store.folders.isos().resolve("some.iso"), 50);
    Files.writeString(
        store.folders.isos().resolve("some.iso.verified.json"),
        "{\"sha256\":\"" + "d".repeat(64) + "\",\"bytes\":1}");

    store.cleaner.clean(all());

    assertFalse(Files.exists(oldTemplate) || Files.exists(gone));
    assertTrue(Files.exists(newTemplate) && Files.exists(there));
  }

  @Test
  void removesLeftoversOfKilledFreezesUnlessTheBuildContinues() throws Exception {
    Path key = Files.createDirectories(store.folders.layers().resolve(OTHER_KEY.toString()));
    Path facts = Files.writeString(key.resolve(ENDED + ".json"), "{}");
    Path variables = Files.writeString(key.resolve(ENDED + ".efivars.fd"), "x");
    Path draft = Files.writeString(key.resolve("." + ENDED + ".json123.tmp"), "x");
    Path going = Files.writeString(key.resolve(RUNNING + ".json"), "{}");
    store.claim(RUNNING);

    CleanReport report = store.cleaner.clean(all());

    assertEquals(3, names(report, StoreKind.LEFTOVER).size());
    assertFalse(Files.exists(facts) || Files.exists(variables) || Files.exists(draft));
    assertTrue(Files.exists(going));
  }
}
