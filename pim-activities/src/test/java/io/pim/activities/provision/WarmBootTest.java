package io.pim.activities.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.host.build.TestBuilds;
import io.pim.host.layer.LayerPlace;
import io.pim.host.machine.TinyGuest;
import io.pim.model.config.WarmSettings;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.PrivateFolders;
import io.pim.model.unit.ByteSize;
import io.pim.tools.process.Command;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.qemu.VirtualMachine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A build is held at its second script. Its retry continues in the guest as the first script left
 * it, or boots that layer if the warm checkpoint is unusable.
 */
@Tag("qemu")
@Tag("long")
@Timeout(300)
class WarmBootTest {
  private static final String WARM = "continued after script:base, with TCG";
  private static final String COLD = "from script:base, with TCG";

  /** A variable only in memory; a guest that has booted since does not have it. */
  private static final String BASE = "echo base >> /root/runs; echo warm > /run/mark";

  private static final String TELLS =
      """
      echo app >> /root/runs
      echo "it is $(cat /run/mark 2> /dev/null || echo cold)."
      echo "runs: $(cat /root/runs | tr '\\n' ' ')."
      echo "keys: $(grep -o 'pim-build:.*' /root/.ssh/authorized_keys)."
      echo "clock: $(date +%s)."
      """;

  @TempDir static Path folder;
  private static WarmBench bench;
  private static LayerPlace layer;
  private static Path memory;
  private static Path facts;

  @BeforeAll
  static void holdABuild() throws Exception {
    TinyGuest tiny = TinyGuest.install(folder);
    bench = new WarmBench(folder);
    bench.builds.script("script:base", BASE).script("script:app", "exit 3");
    tiny.keepAsInstalled(bench.builds.save(TestBuilds.ID), bench.layers);
    assertEquals("from install, with TCG", bench.boot(TestBuilds.ID));
    bench.logIn(TestBuilds.ID);
    bench.script(TestBuilds.ID, "script:base");
    assertEquals(FailureKind.SCRIPT_FAILED, bench.failing(TestBuilds.ID, "script:app").kind());
    bench.end(TestBuilds.ID);
    layer = bench.layer(TestBuilds.ID, "script:base");
    memory = Files.copy(layer.memory(), folder.resolve("memory"));
    facts = Files.copy(layer.memoryFacts(), folder.resolve("facts"));
  }

  @BeforeEach
  void inTheStateOfTheHeldBuild() throws Exception {
    Files.copy(memory, layer.memory(), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(facts, layer.memoryFacts(), StandardCopyOption.REPLACE_EXISTING);
    bench.restart(WarmBench.SETTINGS);
    bench.builds.script("script:app", TELLS).cold(false).save(TestBuilds.ID);
    PrivateFolders.delete(bench.layer(TestBuilds.ID, "script:app").folder());
    PrivateFolders.delete(bench.layer(TestBuilds.ID, "script:last").folder());
    Files.deleteIfExists(bench.open(TestBuilds.ID).folder().log());
  }

  @AfterEach
  void endMachines() throws Exception {
    bench.endAll();
  }

  @AfterAll
  static void close() throws Exception {
    if (bench != null) {
      bench.close();
    }
  }

  private static void requireColdAndRemoved(String how) {
    assertEquals(COLD, how);
    assertFalse(Files.exists(layer.memory()));
    assertFalse(Files.exists(layer.memoryFacts()));
  }

  @Test
  void aRetryContinuesInTheGuestOfTheEarlierScripts() throws Exception {
    String how = bench.boot(TestBuilds.ID);
    bench.logIn(TestBuilds.ID);
    bench.script(TestBuilds.ID, "script:app");

    assertEquals(WARM, how);
    String log = bench.log(TestBuilds.ID);
    assertTrue(log.contains("it is warm."), log);
    assertTrue(log.contains("runs: base app ."), log);
    assertTrue(log.contains("keys: pim-build:" + TestBuilds.ID + "."), log);
    long clock = Long.parseLong(log.replaceFirst("(?s).*clock: (\\d+)\\..*", "$1"));
    long off = Instant.now().getEpochSecond() - clock;
    assertTrue(off >= 0 && off < 120, "the guest's clock is off by " + off + " s");
    assertEquals("rw-------", mode(layer.memory()));
    assertEquals("rw-------", mode(layer.memoryFacts()));
  }

  private static String mode(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  /** The reboot boots the disk; the warm checkpoint after it is of the next boot. */
  @Test
  void aGuestThatContinuedMayReboot() throws Exception {
    bench.builds.script("script:app", "[ $PIM_REBOOTS = 1 ] || exit 194\n" + TELLS);
    bench.builds.save(TestBuilds.ID);
    assertEquals(WARM, bench.boot(TestBuilds.ID));
    bench.logIn(TestBuilds.ID);

    bench.script(TestBuilds.ID, "script:app");

    String log = bench.log(TestBuilds.ID);
    assertTrue(log.contains("it is cold."), log);
    assertTrue(log.contains("runs: base app ."), log);
    bench.end(TestBuilds.ID);
    assertEquals("went on after script:app, with TCG", bench.boot(TestBuilds.ID));
    bench.logIn(TestBuilds.ID);
    bench.script(TestBuilds.ID, "script:last");
  }

  /**
   * The other build has another key, and the layer's key opens the guest, as it opens a booted one.
   */
  @Test
  void anotherBuildWithTheSameFirstStepsContinuesInTheGuest() throws Exception {
    bench.builds.save(TestBuilds.OTHER);

    assertEquals(WARM, bench.boot(TestBuilds.OTHER));
    bench.logIn(TestBuilds.OTHER);
    bench.restart(WarmBench.SETTINGS);
    bench.script(TestBuilds.OTHER, "script:app");

    String log = bench.log(TestBuilds.OTHER);
    assertTrue(log.contains("it is warm."), log);
    assertTrue(log.contains("keys: pim-build:" + TestBuilds.OTHER + "."), log);
  }

  @ParameterizedTest
  @EnumSource
  void bootsTheLayerIfTheCheckpointIsWrong(WrongMemory wrong) throws Exception {
    wrong.make(layer);

    requireColdAndRemoved(bench.boot(TestBuilds.ID));
  }

  /** Memory and processors are not inputs of a script's key. */
  @Test
  void aMachineOfAnotherSizeBootsAndLeavesTheCheckpointToOthers() throws Exception {
    bench.builds.with(ByteSize.parse("320M")).save(TestBuilds.OTHER);

    assertEquals(COLD, bench.boot(TestBuilds.OTHER));

    bench.builds.with(TinyGuest.MEMORY);
    assertTrue(Files.exists(layer.memoryFacts()));
    assertEquals(WARM, bench.boot(TestBuilds.ID));
  }

  @Test
  void bootsTheLayerOnRequest() throws Exception {
    bench.builds.cold(true).save(TestBuilds.ID);

    assertEquals(COLD, bench.boot(TestBuilds.ID));
    assertTrue(Files.exists(layer.memory()));
  }

  @Test
  void usesAndKeepsNoCheckpointsIfTheyAreOff() throws Exception {
    bench.restart(WarmSettings.OFF);

    requireColdAndRemoved(bench.boot(TestBuilds.ID));
  }

  /** No worker saw whether the guest continued, or whether its clock was set. */
  @Test
  void aKillWhileTheGuestContinuesCostsABoot() throws Exception {
    assertEquals(WARM, bench.boot(TestBuilds.ID));
    Path use = bench.open(TestBuilds.ID).folder().warmFacts();
    Files.writeString(use, Files.readString(use).replace("true", "false"));
    bench.restart(WarmBench.SETTINGS);

    requireColdAndRemoved(bench.boot(TestBuilds.ID));
  }

  @Test
  void anotherWorkerJoinsAGuestThatContinued() throws Exception {
    assertEquals(WARM, bench.boot(TestBuilds.ID));
    bench.restart(WarmBench.SETTINGS);

    assertEquals("joined, TCG", bench.boot(TestBuilds.ID));
    bench.logIn(TestBuilds.ID);
  }

  /** It is unknown whether the warm checkpoint caused the failure. */
  @Test
  void bootsAGuestThatWasLostAfterItContinued() throws Exception {
    assertEquals(WARM, bench.boot(TestBuilds.ID));
    bench.logIn(TestBuilds.ID);
    bench.kill(TestBuilds.ID);
    assertEquals(FailureKind.VM_LOST, bench.failing(TestBuilds.ID, "script:app").kind());

    requireColdAndRemoved(bench.boot(TestBuilds.ID));
  }

  /** The point of making a warm checkpoint at which a worker is killed. */
  enum KilledWhen {
    THE_GUEST_WAS_PAUSED {
      @Override
      void leave(VirtualMachine machine) throws Exception {
        machine.pause();
      }
    },
    THE_DISK_WAS_LEFT_BEHIND {
      @Override
      void leave(VirtualMachine machine) throws Exception {
        machine.pause();
        bench.leaveDiskBehind(TestBuilds.ID, "script:app", machine);
      }
    },
    THE_MEMORY_WAS_WRITTEN {
      @Override
      void leave(VirtualMachine machine) throws Exception {
        machine.pause();
        bench.leaveDiskBehind(TestBuilds.ID, "script:app", machine);
        bench.beginToSave(TestBuilds.ID, "script:app");
      }
    };

    abstract void leave(VirtualMachine machine) throws Exception;
  }

  @ParameterizedTest
  @EnumSource
  void aKillDuringACheckpointLosesTheCheckpoint(KilledWhen killed) throws Exception {
    assertEquals(WARM, bench.boot(TestBuilds.ID));
    bench.logIn(TestBuilds.ID);
    bench.runOnly(TestBuilds.ID, "script:app");
    killed.leave(bench.machine(TestBuilds.ID));

    bench.restart(WarmBench.SETTINGS);
    bench.script(TestBuilds.ID, "script:app");
    bench.script(TestBuilds.ID, "script:last");

    LayerPlace app = bench.layer(TestBuilds.ID, "script:app");
    assertEquals(killed == KilledWhen.THE_GUEST_WAS_PAUSED, Files.exists(app.memoryFacts()));
    assertTrue(Files.exists(bench.layer(TestBuilds.ID, "script:last").memoryFacts()));
    assertEquals(1, bench.log(TestBuilds.ID).split("runs: base app \\.", -1).length - 1);
    assertTrue(bench.layers.find(app.key(), Optional.of(TestBuilds.ID)).isPresent());
  }

  /** The guest's own disk has space, so it keeps running. */
  @Test
  void doesNotKeepACheckpointWithoutSpace() throws Exception {
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "only root mounts a small file system");
    Path small = Files.createDirectory(folder.resolve("small"));
    Finished mounted = run("mount", "-t", "tmpfs", "-o", "size=8m", "pim-test", small.toString());
    assumeTrue(mounted.succeeded(), "cannot mount a tmpfs: " + mounted.output());
    try {
      assertEquals(WARM, bench.boot(TestBuilds.ID));
      VirtualMachine machine = bench.machine(TestBuilds.ID);
      Path file = small.resolve("memory");
      bench.images().createPrivate(file, ByteSize.parse("1M"));
      machine.pause();

      assertThrows(BuildFailure.class, () -> machine.saveMemory(file));

      machine.resume();
      bench.logIn(TestBuilds.ID);
      bench.script(TestBuilds.ID, "script:app");
      assertTrue(Files.exists(bench.layer(TestBuilds.ID, "script:app").memoryFacts()));
    } finally {
      bench.endAll();
      assertTrue(run("umount", small.toString()).succeeded());
    }
  }

  private static Finished run(String... argv) throws InterruptedException {
    return new ProcessRunner().run(Command.of(List.of(argv), Duration.ofSeconds(20)));
  }

  @Test
  void makesNoCheckpointOfAMachineLargerThanTheirLimit() throws Exception {
    bench.restart(new WarmSettings(3, ByteSize.parse("128M"), Duration.ofHours(1)));
    assertEquals(WARM, bench.boot(TestBuilds.ID));
    bench.logIn(TestBuilds.ID);

    bench.script(TestBuilds.ID, "script:app");

    LayerPlace app = bench.layer(TestBuilds.ID, "script:app");
    assertTrue(bench.layers.has(app.key(), TestBuilds.ID));
    assertFalse(Files.exists(app.memory()));
  }
}
