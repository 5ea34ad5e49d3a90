package io.pim.host.store;

import static io.pim.host.store.CleanableStore.ENDED;
import static io.pim.host.store.CleanableStore.RUNNING;
import static io.pim.host.store.CleanableStore.age;
import static io.pim.host.store.CleanableStore.all;
import static io.pim.host.store.CleanableStore.names;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.build.TestBuilds;
import io.pim.model.files.BuildId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Removal of build folders, by age or by name. */
@Timeout(60)
class BuildFolderCleaningTest {
  @TempDir Path folder;
  private CleanableStore store;

  @BeforeEach
  void make() {
    store = new CleanableStore(folder);
  }

  @Test
  void keepsABuildsFolderForAWeekAndAsLongAsItsImage() throws Exception {
    for (BuildId build : List.of(ENDED, TestBuilds.OTHER, RUNNING)) {
      store.saveEnded(build);
      age(store.folders.build(build.text()).root(), Duration.ofDays(8));
    }
    store.register(TestBuilds.OTHER);
    Path yesterday = store.saveEnded(BuildId.of("web-x86_64-20261121-100000")).root();
    Files.createDirectories(store.folders.images());
    Files.createFile(store.folders.image(RUNNING.text()));

    CleanReport report =
        store.cleaner.clean(new CleanRequest(Optional.empty(), 0, false, Set.of(), Set.of()));

    assertEquals(Set.of(ENDED.text()), names(report, StoreKind.BUILD));
    assertFalse(Files.exists(store.folders.build(ENDED.text()).root()));
    assertTrue(Files.exists(yesterday));
    assertEquals(1, report.notes().size(), report.notes().toString());
    assertTrue(report.notes().get(0).contains("it stays"), report.notes().toString());
  }

  @Test
  void removesANamedBuildUnlessItIsNeeded() throws Exception {
    store.saveEnded(ENDED);
    store.saveEnded(RUNNING);
    store.saveEnded(TestBuilds.OTHER);
    store.claim(RUNNING);
    store.register(TestBuilds.OTHER);

    for (Map.Entry<BuildId, BuildStaysException.Reason> stays :
        Map.of(
                RUNNING,
                BuildStaysException.Reason.UNFINISHED,
                TestBuilds.OTHER,
                BuildStaysException.Reason.HAS_IMAGE,
                BuildId.of("no-arm64-20261122-000000"),
                BuildStaysException.Reason.NOT_THERE)
            .entrySet()) {
      BuildStaysException e =
          assertThrows(
              BuildStaysException.class,
              () -> store.cleaner.removeBuilds(List.of(ENDED, stays.getKey()), all()));
      assertEquals(stays.getValue(), e.reason());
      assertTrue(Files.exists(store.folders.build(ENDED.text()).root()), "all or nothing");
    }
    store.cleaner.removeBuilds(List.of(ENDED), all());

    assertFalse(Files.exists(store.folders.build(ENDED.text()).root()));
  }
}
