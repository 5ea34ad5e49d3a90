package io.pim.activities.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.TestBuilds;
import io.pim.host.claim.Claim;
import io.pim.model.failure.BuildFailure;
import io.pim.model.files.BuildFolder;
import io.pim.model.files.ExclusiveFile;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.ssh.SshKeyPair;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of a build on its host. */
@Tag("qemu")
@Timeout(180)
class BuildCleanUpTest extends BuildLifeFixture {
  @Test
  void keepsOnlyFilesWorthReading() throws Exception {
    life.open(builds.request(TestBuilds.ID));
    OpenBuild build = builds.builds().open(TestBuilds.ID);
    slots.tryClaim(TestBuilds.ID);
    for (Path file : kept(build.folder())) {
      make(file);
    }
    for (Path file : temporary(build)) {
      make(file);
    }

    life.cleanUp(TestBuilds.ID);

    assertEquals(new TreeSet<>(kept(build.folder())), left());
    assertFalse(Files.exists(build.folder().work()));
    assertEquals(Set.of(), life.unfinished());
    life.cleanUp(TestBuilds.ID);
    assertEquals(new TreeSet<>(kept(build.folder())), left());
  }

  /**
   * A removed lock file would be held twice: by its old holder, and by the process that creates it
   * again.
   */
  @Test
  void locksTheBuildWhileItIsCleanedUp() throws Exception {
    OpenBuild build = builds.save(TestBuilds.ID);
    BuildFolder locks = build.folder();
    for (Path file : List.of(locks.turn(), locks.verifyTurn(), locks.shellLock())) {
      ExclusiveFile.Hold hold = new ExclusiveFile(file).tryHold().orElseThrow();
      Object before = Files.getAttribute(file, "unix:ino");

      life.cleanUp(TestBuilds.ID);

      assertEquals(before, Files.getAttribute(file, "unix:ino"));
      hold.close();
    }
  }

  @Test
  void removesTheFilesOfAnyInterruptedStep() throws Exception {
    Random random = new Random(20261122);
    for (int round = 0; round < 30; round++) {
      OpenBuild build = builds.save(TestBuilds.ID);
      for (Path file : temporary(build)) {
        if (random.nextBoolean()) {
          make(file);
        }
      }

      life.cleanUp(TestBuilds.ID);

      assertEquals(Set.of(build.folder().request()), left(), "round " + round);
    }
  }

  @Test
  void releasesTheSlotOfABuildThatNeverOpened() throws Exception {
    slots.tryClaim(TestBuilds.ID);

    life.cleanUp(TestBuilds.ID);

    assertEquals(List.of(), slots.holders());
    assertEquals(Set.of(), left());
  }

  @Test
  void cleansUpABuildThatCannotBeOpened() throws Exception {
    slots.tryClaim(TestBuilds.ID);
    OpenBuild build = builds.save(TestBuilds.ID);
    VirtualMachine machine = start(build);
    SshKeyPair.at(build.folder().sshKey());
    Files.write(folders.sealKey(), new byte[32]);
    assertThrows(BuildFailure.class, () -> builds.builds().open(TestBuilds.ID));

    life.cleanUp(TestBuilds.ID);

    assertFalse(machine.isRunning());
    assertEquals(List.of(), slots.holders());
    assertFalse(Files.exists(build.folder().sshKey()));
  }

  @Test
  void keepsAPublishedImage() throws Exception {
    OpenBuild build = builds.save(TestBuilds.ID);
    Path image = folders.image(NAME);
    for (Path file :
        List.of(
            image,
            folders.imageManifest(NAME),
            folders.imageUefiVariables(NAME),
            folders.imageSeen(NAME))) {
      make(file);
    }
    Set<Path> before = left();
    make(folders.imageDraft(NAME));

    life.cleanUp(TestBuilds.ID);

    assertEquals(before, left());
    assertTrue(before.contains(build.folder().request()));
  }

  /** The build moved to another host, or ended, while this host was lost. */
  @Test
  void removesAnImageThatALostHostCouldNotRegister() throws Exception {
    OpenBuild build = builds.save(TestBuilds.ID);
    Optional<Claim> none = Optional.empty();
    make(folders.image(NAME));
    make(folders.imageManifest(NAME));

    assertTrue(life.cleanUpUnlessClaimedSince(TestBuilds.ID, none));
    assertTrue(Files.exists(folders.image(NAME)), "another host made it");

    make(build.folder().manifest());
    Files.createDirectories(folders.registry());
    assertTrue(life.cleanUpUnlessClaimedSince(TestBuilds.ID, none));
    assertTrue(Files.exists(folders.image(NAME)), "the registry cannot be read");

    Files.delete(folders.registry());
    Registry registry = new Registry(folders);
    registry.register(entry());
    assertTrue(life.cleanUpUnlessClaimedSince(TestBuilds.ID, none));
    assertTrue(Files.exists(folders.image(NAME)), "it is registered");

    registry.remove(NAME);
    assertTrue(life.cleanUpUnlessClaimedSince(TestBuilds.ID, none));
    assertFalse(Files.exists(folders.image(NAME)));
    assertFalse(Files.exists(folders.imageManifest(NAME)));
  }

  private ImageEntry entry() {
    return new ImageEntry(
        NAME,
        "web",
        Architecture.X86_64,
        folders.image(NAME),
        "qcow2",
        0,
        Sha256.ofText(""),
        TestBuilds.ID,
        Instant.parse("2026-11-22T12:00:00Z"),
        builds.plan().imageKey(),
        Firmware.BIOS,
        folders.imageManifest(NAME),
        Optional.empty(),
        Optional.of("host-1"));
  }

  @Test
  void leavesOtherBuildsAlone() throws Exception {
    OpenBuild other = builds.save(TestBuilds.OTHER);
    make(other.folder().sshKey());
    make(other.folder().verifyDisk());
    make(folders.imageDraft(TestBuilds.OTHER.text()));
    Set<Path> before = left();
    builds.save(TestBuilds.ID);

    life.cleanUp(TestBuilds.ID);

    before.add(folders.build(NAME).request());
    assertEquals(before, left());
    assertEquals(Set.of(TestBuilds.OTHER), life.unfinished());
  }
}
