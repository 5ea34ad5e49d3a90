package io.pim.host.warm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.build.TestBuilds;
import io.pim.host.layer.LayerPlace;
import io.pim.host.layer.LayerStore;
import io.pim.host.machine.BuildMachines;
import io.pim.model.config.WarmSettings;
import io.pim.model.files.DurableFile;
import io.pim.model.files.PimFolders;
import io.pim.model.json.Json;
import io.pim.model.plan.StepKey;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Sha256;
import io.pim.tools.qemu.TestQemu;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which warm checkpoints stay on a host, and for how long. */
class WarmStatesTest {
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
  private static final int SIZE = 100;

  @TempDir Path folder;
  private PimFolders folders;

  @BeforeEach
  void make() {
    folders = new TestBuilds(folder).folders();
  }

  private WarmStates states(int count, long bytes, Duration age) {
    TestQemu qemu = new TestQemu(folder);
    return new WarmStates(
        folders,
        new BuildMachines(qemu.machines(folders)),
        qemu.images(),
        new WarmSettings(count, new ByteSize(bytes), age),
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  /** A warm checkpoint that was made, and last used, this long ago. */
  private LayerPlace memory(String digits, Duration made, Duration used) throws Exception {
    LayerPlace place =
        new LayerPlace(folders.layers(), StepKey.of(digits.repeat(32)), TestBuilds.ID);
    DurableFile.makePrivateFolder(place.folder());
    Files.write(place.memory(), new byte[SIZE]);
    Json.write(
        place.memoryFacts(),
        new WarmFacts(
            new Setting(Setting.FORMAT, List.of("qemu"), "flags", Sha256.ofText("layer")),
            "7.2.22",
            "* ssh-ed25519 AAAA",
            SIZE,
            Sha256.ofFile(place.memory()),
            NOW.minus(made),
            100));
    Files.setLastModifiedTime(place.memoryFacts(), FileTime.from(NOW.minus(used)));
    return place;
  }

  private static boolean isThere(LayerPlace place) {
    boolean facts = Files.exists(place.memoryFacts());
    assertEquals(facts, Files.exists(place.memory()), "both or none: " + place);
    return facts;
  }

  private List<Boolean> pruned(WarmStates states) throws Exception {
    List<LayerPlace> places = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      places.add(memory("0" + i, Duration.ofHours(i), Duration.ofMinutes(40 - i)));
    }
    states.prune();
    return places.stream().map(WarmStatesTest::isThere).toList();
  }

  @Test
  void keepsTheLastUsed() throws Exception {
    Duration day = Duration.ofDays(1);
    assertEquals(List.of(true, true, true), pruned(states(3, 1000, day)));
    assertEquals(List.of(false, true, true), pruned(states(2, 1000, day)));
    assertEquals(List.of(false, false, true), pruned(states(3, 2 * SIZE - 1, day)));
    assertEquals(List.of(false, false, false), pruned(states(0, 1000, day)));
  }

  @Test
  void removesOldMemoriesEvenIfUsed() throws Exception {
    assertEquals(List.of(true, true, false), pruned(states(3, 1000, Duration.ofMinutes(150))));
  }

  /**
   * A warm checkpoint has no facts while it is saved; a worker that is killed then never writes
   * them.
   */
  @Test
  void keepsAMemoryWithoutFactsWhileItMayBeInTheMaking() throws Exception {
    LayerPlace young = memory("01", Duration.ZERO, Duration.ZERO);
    LayerPlace old = memory("02", Duration.ZERO, Duration.ZERO);
    for (LayerPlace place : List.of(young, old)) {
      Files.delete(place.memoryFacts());
    }
    Files.setLastModifiedTime(young.memory(), FileTime.from(NOW.minusSeconds(60)));
    Files.setLastModifiedTime(old.memory(), FileTime.from(NOW.minusSeconds(3600)));

    states(3, 1000, Duration.ofDays(1)).prune();

    assertTrue(Files.exists(young.memory()));
    assertFalse(Files.exists(old.memory()));
  }

  @Test
  void aMemoryGoesWithItsLayer() throws Exception {
    LayerPlace place = memory("01", Duration.ZERO, Duration.ZERO);
    Path disk = Files.writeString(folder.resolve("disk"), "QFI");
    new LayerStore(folders, sound -> true)
        .keep(
            disk, Optional.empty(), Optional.empty(), Optional.empty(), place.key(), TestBuilds.ID);

    assertTrue(
        new LayerStore(folders, sound -> false).find(place.key(), Optional.empty()).isEmpty());

    assertFalse(isThere(place));
  }

  @Test
  void otherFilesAreLeftAlone() throws Exception {
    LayerPlace place = memory("01", Duration.ofDays(9), Duration.ofDays(9));
    Path alien = Files.writeString(place.folder().resolve("notes.memory.json"), "mine");
    Path link = folders.layers().resolve("ab".repeat(32));
    Files.createSymbolicLink(link, place.folder());

    states(3, 1000, Duration.ofDays(1)).prune();

    assertFalse(isThere(place));
    assertTrue(Files.exists(alien));
  }
}
