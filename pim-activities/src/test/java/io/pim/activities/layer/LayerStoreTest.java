package io.pim.activities.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.activities.build.TestBuilds;
import io.pim.activities.qemu.TestQemu;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.BuildId;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKey;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("qemu")
@Timeout(60)
class LayerStoreTest {
  private static final BuildId BUILD = TestBuilds.ID;
  private static final BuildId OTHER = TestBuilds.OTHER;

  @TempDir Path folder;
  private TestBuilds builds;
  private TestQemu qemu;
  private LayerStore layers;
  private StepKey base;
  private StepKey app;

  @BeforeEach
  void make() {
    qemu = new TestQemu(folder);
    builds = new TestBuilds(folder);
    layers = new LayerStore(builds.folders(), qemu.images()::isSound);
    List<PlanStep> steps = builds.plan().layerSteps();
    base = steps.get(0).requiredKey();
    app = steps.get(1).requiredKey();
  }

  private Path work(String name) throws Exception {
    return qemu.disk(builds.folders().work().resolve(name));
  }

  private Path keep(StepKey key, BuildId build, Optional<Path> parent) throws Exception {
    Path work = builds.folders().work().resolve(key.abbreviated() + build);
    Files.createDirectories(work.getParent());
    if (parent.isPresent()) {
      qemu.images().createOverlay(work, parent.get());
    } else {
      qemu.disk(work);
    }
    layers.keep(work, Optional.empty(), parent, Optional.empty(), key, build);
    return layers.disk(key, build);
  }

  private Optional<Path> found(StepKey key) throws Exception {
    return layers.find(key, Optional.empty()).map(Layer::disk);
  }

  @Test
  void aDiskIsMovedToItsPlaceWithVariablesAndLogin() throws Exception {
    Path work = work("disk");
    byte[] content = Files.readAllBytes(work);
    Path variables = Files.writeString(folder.resolve("vars"), "boot0001");

    layers.keep(
        work, Optional.of(variables), Optional.empty(), Optional.of("PRIVATE KEY"), base, BUILD);

    Layer layer = layers.find(base, Optional.empty()).orElseThrow();
    assertTrue(layers.has(base, BUILD));
    assertFalse(Files.exists(work));
    assertArrayEquals(content, Files.readAllBytes(layer.disk()));
    assertEquals("boot0001", Files.readString(layer.uefiVariables().orElseThrow()));
    assertEquals(Optional.of("PRIVATE KEY"), layer.login());
    assertFalse(layer.toString().contains("PRIVATE"));
    for (Path file : files(base)) {
      assertFalse(
          new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1)
              .contains("PRIVATE KEY"),
          file.toString());
    }
  }

  @Test
  void anotherSealKeyCostsTheLoginAndNotTheLayer() throws Exception {
    layers.keep(work("disk"), Optional.empty(), Optional.empty(), Optional.of("KEY"), base, BUILD);
    Files.write(builds.folders().sealKey(), new byte[32]);

    assertEquals(Optional.empty(), layers.find(base, Optional.empty()).orElseThrow().login());
  }

  @Test
  void keepingAgainChangesNothing() throws Exception {
    Path disk = keep(base, BUILD, Optional.empty());
    byte[] content = Files.readAllBytes(disk);
    Path second = work("second");

    layers.keep(second, Optional.empty(), Optional.empty(), Optional.empty(), base, BUILD);
    layers.keep(
        folder.resolve("gone"), Optional.empty(), Optional.empty(), Optional.empty(), base, BUILD);

    assertArrayEquals(content, Files.readAllBytes(disk));
    assertEquals(Optional.of(disk), found(base));
  }

  @Test
  void aDiskThatIsGoneIsNoLayer() {
    assertThrows(
        NoSuchFileException.class,
        () ->
            layers.keep(
                folder.resolve("gone"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                base,
                BUILD));
    assertFalse(layers.has(base, BUILD));
  }

  /** What a kill leaves, in the order in which keeping writes. */
  @ParameterizedTest
  @ValueSource(strings = {"", "t", "v", "f", "tv", "tf", "vf", "tvf"})
  void killedBeforeTheMoveThereIsNoLayerAndKeepingGoesOn(String leftovers) throws Exception {
    Path disk = layers.disk(base, BUILD);
    Files.createDirectories(disk.getParent());
    if (leftovers.contains("t")) {
      Files.writeString(disk.resolveSibling("." + BUILD + "123.efivars.tmp"), "half");
    }
    if (leftovers.contains("v")) {
      Files.writeString(disk.resolveSibling(BUILD + ".efivars.fd"), "of an earlier try");
    }
    if (leftovers.contains("f")) {
      Files.writeString(disk.resolveSibling(BUILD + ".json"), "{\"size\":1,\"modifiedMillis\":2}");
    }
    assertFalse(layers.has(base, BUILD));
    assertEquals(Optional.empty(), found(base));
    Path variables = Files.writeString(folder.resolve("vars"), "right");

    layers.keep(
        work("disk"), Optional.of(variables), Optional.empty(), Optional.empty(), base, BUILD);

    Layer layer = layers.find(base, Optional.empty()).orElseThrow();
    assertEquals("right", Files.readString(layer.uefiVariables().orElseThrow()));
    // A draft's name is nobody else's; cleaning takes it away.
    assertEquals(leftovers.contains("t") ? 4 : 3, files(base).size(), files(base).toString());
  }

  @Test
  void theNewestOfSeveralIsTaken() throws Exception {
    Path first = keep(base, BUILD, Optional.empty());
    Path second = keep(base, OTHER, Optional.empty());
    touch(first, 2_000);
    touch(second, 1_000);

    assertEquals(Optional.of(first), found(base));

    touch(second, 3_000);
    assertEquals(Optional.of(second), found(base));
  }

  @Test
  void aDamagedOneIsThrownAwayAndTheNextIsTaken() throws Exception {
    Path good = keep(base, BUILD, Optional.empty());
    Path bad = keep(base, OTHER, Optional.empty());
    touch(good, 1_000);
    touch(bad, 2_000);
    Damage.TRUNCATED.doTo(bad);

    assertEquals(Optional.of(good), found(base));
    assertFalse(Files.exists(bad));
    assertEquals(2, files(base).size(), files(base).toString());
  }

  @Test
  void aForcedBuildTakesOnlyItsOwnAndHarmsNoOther() throws Exception {
    Path other = keep(base, OTHER, Optional.empty());
    Damage.TRUNCATED.doTo(other);

    assertEquals(Optional.empty(), layers.find(base, Optional.of(BUILD)));
    assertTrue(Files.exists(other));
    Path own = keep(base, BUILD, Optional.empty());
    assertEquals(Optional.of(own), layers.find(base, Optional.of(BUILD)).map(Layer::disk));
  }

  /** What can happen to a layer. */
  enum Damage {
    TRUNCATED {
      @Override
      void doTo(Path disk) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
          file.setLength(file.length() / 2);
        }
      }
    },
    /** In data, where qemu-img check cannot see it; the digest tells. */
    DATA_CHANGED {
      @Override
      void doTo(Path disk) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
          file.seek(file.length() - 100);
          file.write(1);
        }
        Files.setLastModifiedTime(disk, FileTime.fromMillis(1));
      }
    },
    LONGER {
      @Override
      void doTo(Path disk) throws IOException {
        Files.write(disk, new byte[512], java.nio.file.StandardOpenOption.APPEND);
      }
    },
    A_LINK {
      @Override
      void doTo(Path disk) throws IOException {
        Path elsewhere = disk.resolveSibling("elsewhere");
        Files.move(disk, elsewhere);
        Files.createSymbolicLink(disk, elsewhere);
      }
    },
    FACTS_A_LINK {
      @Override
      void doTo(Path disk) throws IOException {
        Path elsewhere = disk.resolveSibling("elsewhere");
        Files.move(facts(disk), elsewhere);
        Files.createSymbolicLink(facts(disk), elsewhere);
      }
    },
    STANDS_ON_WHAT_IS_NO_LAYER {
      @Override
      void doTo(Path disk) throws IOException {
        Path outside = disk.getParent().getParent().resolveSibling("outside.qcow2");
        Files.copy(disk, outside, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        standOn(disk, outside.toString());
      }
    },
    STANDS_ON_WHAT_DOTS_LEAD_TO {
      @Override
      void doTo(Path disk) throws IOException {
        standOn(
            disk, disk.getParent() + "/../" + disk.getParent().getFileName() + "/../../x.qcow2");
      }
    },
    STANDS_ON_NO_PATH_AT_ALL {
      @Override
      void doTo(Path disk) throws IOException {
        standOn(disk, "\\u0000");
      }
    },
    STANDS_ON_ITSELF {
      @Override
      void doTo(Path disk) throws IOException {
        standOn(disk, disk.toString());
      }
    },
    /** As a dying disk does it: size and time stay. */
    HEADER_GONE {
      @Override
      void doTo(Path disk) throws IOException {
        overwrite(disk, 0);
      }
    },
    /** All clusters count as free: the image is whole, but the next write would break it. */
    REFERENCES_GONE {
      @Override
      void doTo(Path disk) throws IOException {
        overwrite(disk, 1 << 16);
      }
    },
    FACTS_GONE {
      @Override
      void doTo(Path disk) throws IOException {
        Files.delete(facts(disk));
      }
    },
    FACTS_DAMAGED {
      @Override
      void doTo(Path disk) throws IOException {
        Files.writeString(facts(disk), "{\"size\":");
      }
    },
    GONE {
      @Override
      void doTo(Path disk) throws IOException {
        Files.delete(disk);
      }
    };

    abstract void doTo(Path disk) throws IOException;

    private static Path facts(Path disk) {
      return Path.of(disk.toString().replace(".qcow2", ".json"));
    }

    private static void standOn(Path disk, String parent) throws IOException {
      String facts = Files.readString(facts(disk));
      Files.writeString(
          facts(disk), facts.replaceAll("\"parent\" : [^\n]+", "\"parent\" : \"" + parent + "\","));
    }

    private static void overwrite(Path disk, int at) throws IOException {
      FileTime time = Files.getLastModifiedTime(disk);
      try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
        file.seek(at);
        file.write(new byte[512]);
      }
      Files.setLastModifiedTime(disk, time);
    }
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void damageIsFoundAndThrownAway(Damage damage) throws Exception {
    Path disk = keep(base, BUILD, Optional.empty());
    damage.doTo(disk);

    assertEquals(Optional.empty(), found(base));
    assertFalse(layers.has(base, BUILD), "it would be taken for done");
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void whatStandsOnDamageIsNotSoundEither(Damage damage) throws Exception {
    Path parent = keep(base, BUILD, Optional.empty());
    Path child = keep(app, BUILD, Optional.of(parent));
    assertEquals(Optional.of(child), found(app));
    damage.doTo(parent);

    assertEquals(Optional.empty(), found(app));
    assertFalse(Files.exists(child));
  }

  @Test
  void aLayerThatCannotBeLookedAtIsLeftAlone() throws Exception {
    Path disk = keep(base, BUILD, Optional.empty());
    LayerStore.DiskCheck missing =
        file -> {
          throw BuildFailure.of(FailureKind.TOOL_MISSING, "no qemu-img").build();
        };
    LayerStore.DiskCheck interrupted =
        file -> {
          throw new InterruptedException();
        };

    assertThrows(
        BuildFailure.class,
        () -> new LayerStore(builds.folders(), missing).find(base, Optional.empty()));
    assertThrows(
        InterruptedException.class,
        () -> new LayerStore(builds.folders(), interrupted).find(base, Optional.empty()));
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> layers.find(base, Optional.empty()));

    assertFalse(Thread.currentThread().isInterrupted());
    assertEquals(Optional.of(disk), found(base));
  }

  @Test
  void factsThatCannotBeReadNowProveNoDamage() throws Exception {
    Path disk = keep(base, BUILD, Optional.empty());
    Path facts = disk.resolveSibling(BUILD + ".json");
    Files.delete(facts);
    // Even root cannot read this one.
    Files.createDirectory(facts);

    assertThrows(IOException.class, () -> layers.find(base, Optional.empty()));

    assertTrue(Files.exists(disk));
  }

  @Test
  void aDiskThatAMachineHasLockedIsNotTakenForDamaged() throws Exception {
    Path disk = keep(base, BUILD, Optional.empty());
    try (TestQemu.Lock lock = qemu.lock(disk)) {
      assertTrue(lock.isHeld());
      assertThrows(BuildFailure.class, () -> layers.find(base, Optional.empty()));
    }
    assertTrue(Files.exists(disk));
  }

  @Test
  void aLayerOfAnotherTimeIsUsedWhereItsDigestIsRight() throws Exception {
    Path parent = keep(base, BUILD, Optional.empty());
    Path child = keep(app, BUILD, Optional.of(parent));
    FileTime restored = FileTime.fromMillis(1_000);
    Files.setLastModifiedTime(parent, restored);
    Files.setLastModifiedTime(child, restored);

    assertEquals(Optional.of(child), found(app));

    assertTrue(facts(parent).contains("\"modifiedMillis\" : 1000"), facts(parent));
    assertEquals(Optional.of(parent), found(base));
  }

  /** The rule: a digest is taken where size or time differ. This is what it leaves open. */
  @Test
  void dataThatChangesBehindTheFileSystemsBackIsNotFound() throws Exception {
    Path disk = keep(base, BUILD, Optional.empty());
    FileTime time = Files.getLastModifiedTime(disk);
    Damage.DATA_CHANGED.doTo(disk);
    Files.setLastModifiedTime(disk, time);

    assertEquals(Optional.of(disk), found(base));
  }

  @Test
  void factsOfAnOlderPimCountAsLongAsNothingHasChanged() throws Exception {
    Path disk = keep(base, BUILD, Optional.empty());
    Path facts = disk.resolveSibling(BUILD + ".json");
    Files.writeString(
        facts,
        "{\"size\":%d,\"modifiedMillis\":%d}"
            .formatted(Files.size(disk), Files.getLastModifiedTime(disk).toMillis()));
    assertEquals(Optional.of(disk), found(base));

    Files.setLastModifiedTime(disk, FileTime.fromMillis(1));

    assertEquals(Optional.empty(), found(base));
  }

  @Test
  void changedVariablesAreDamageToo() throws Exception {
    Path variables = Files.writeString(folder.resolve("vars"), "boot0001");
    for (boolean gone : new boolean[] {true, false}) {
      layers.keep(
          work("disk"), Optional.of(variables), Optional.empty(), Optional.empty(), base, BUILD);
      Path kept = layers.disk(base, BUILD).resolveSibling(BUILD + ".efivars.fd");
      if (gone) {
        Files.delete(kept);
      } else {
        Files.writeString(kept, "boot0002");
      }
      assertEquals(Optional.empty(), found(base));
    }
  }

  @Test
  void theTimeOfItsFactsSaysWhenALayerWasLastUsed() throws Exception {
    Path disk = keep(base, BUILD, Optional.empty());
    Path facts = disk.resolveSibling(BUILD + ".json");
    Files.setLastModifiedTime(facts, FileTime.fromMillis(1_000));

    assertEquals(Optional.of(disk), found(base));

    assertTrue(Files.getLastModifiedTime(facts).toMillis() > 1_000);
  }

  @Test
  void aLinkInPlaceOfAKeysFolderIsNotFollowed() throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Path victim = Files.writeString(elsewhere.resolve(OTHER + ".qcow2"), "somebody's");
    Files.createDirectories(builds.folders().layers());
    Path key = builds.folders().layers().resolve(base.toString());
    Files.createSymbolicLink(key, elsewhere);

    assertEquals(Optional.empty(), found(base));
    assertFalse(layers.has(base, OTHER));
    Path kept = keep(base, BUILD, Optional.empty());

    assertEquals(Optional.of(kept), found(base));
    assertEquals("somebody's", Files.readString(victim));
    assertEquals(1, elsewhere.toFile().list().length);
  }

  private String facts(Path disk) throws IOException {
    return Files.readString(disk.resolveSibling(BUILD + ".json"));
  }

  private static void touch(Path disk, long millis) throws IOException {
    Files.setLastModifiedTime(disk, FileTime.fromMillis(millis));
    Path facts = Path.of(disk.toString().replace(".qcow2", ".json"));
    Files.writeString(
        facts,
        Files.readString(facts)
            .replaceAll("\"modifiedMillis\" : \\d+", "\"modifiedMillis\" : " + millis));
  }

  private List<Path> files(StepKey key) throws IOException {
    try (Stream<Path> files = Files.list(builds.folders().layers().resolve(key.toString()))) {
      return files.toList();
    }
  }
}
