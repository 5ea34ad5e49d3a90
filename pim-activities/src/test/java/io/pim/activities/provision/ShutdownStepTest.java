package io.pim.activities.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.activities.step.Bench;
import io.pim.host.build.OpenBuild;
import io.pim.host.build.TestBuilds;
import io.pim.host.layer.LayerStore;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.GuestFreeze;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.plan.PlanStep;
import io.pim.tools.qemu.FakeQemu;
import io.pim.tools.qemu.TestQemu;
import io.pim.tools.ssh.SshKeyPair;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The disk becomes the last layer only if the guest was seen to power off. */
@Tag("qemu")
@Timeout(300)
class ShutdownStepTest {
  @TempDir Path folder;
  private final Bench bench = new Bench();
  private TestBuilds builds;
  private OpenBuild build;
  private PlanStep finalize;
  private LayerStore layers;
  private ShutdownStep step;
  private Path disk;
  private FakeQemu qemu;

  @BeforeEach
  void make() throws Exception {
    TestQemu real = new TestQemu(folder);
    builds = new TestBuilds(folder);
    build = builds.save(TestBuilds.ID);
    SshKeyPair.at(build.folder().sshKey());
    finalize = build.step("finalize");
    disk = build.folder().workDisk(finalize.requiredKey());
    Files.createDirectories(disk.getParent());
    real.images().create(disk, build.plan().machine().diskSize());
    layers = new LayerStore(builds.folders(), real.images()::isSound);
    step =
        new ShutdownStep(
            new BuildMachines(real.machines(builds.folders())),
            layers,
            new GuestFreeze(layers, real.images()));
    String name = TestBuilds.ID.text();
    qemu = new FakeQemu(name, builds.folders().vm(name), disk, build.folder().vmFacts("guest"));
  }

  @AfterEach
  void end() throws Exception {
    qemu.close();
    bench.close();
  }

  private FailureReport failure() {
    return bench.report(builds, TestBuilds.ID, "shutdown", step::run);
  }

  private void console(String lastLine) throws Exception {
    Files.writeString(build.folder().console("guest"), "Debian login:\n" + lastLine + "\n");
  }

  private boolean hasLayer() {
    return layers.has(finalize.requiredKey(), TestBuilds.ID);
  }

  @Test
  void aGuestThatPowersOffLeavesALayer() {
    qemu.on("system_powerdown", () -> qemu.stop("guest-shutdown"));

    assertEquals("power button", bench.run(builds, TestBuilds.ID, "shutdown", step::run).text());

    assertTrue(hasLayer());
    assertFalse(qemu.isRunning());
  }

  /** The guest had not unmounted its file systems yet. */
  @Test
  void aQemuKilledAfterThePowerButtonIsLost() {
    qemu.on("system_powerdown", qemu::kill);

    FailureReport report = failure();

    assertEquals(FailureKind.VM_LOST, report.kind(), report.toString());
    assertFalse(hasLayer());
    assertFalse(Files.exists(build.folder().endedFacts("guest")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"internal-error", "guest-panicked", "watchdog", "not-known-to-pim"})
  void aGuestThatCrashesDuringItsShutdownIsLost(String runState) {
    qemu.on("system_powerdown", () -> qemu.say(runState));

    FailureReport report = failure();

    assertEquals(FailureKind.VM_LOST, report.kind(), report.toString());
    assertFalse(hasLayer());
    assertFalse(Files.exists(build.folder().endedFacts("guest")));
  }

  @ParameterizedTest
  @CsvSource({"nospace, DISK_FULL", "failed, VM_LOST"})
  void aGuestThatCannotWriteItsDiskHasNotShutDown(String disk, FailureKind kind) {
    qemu.on("system_powerdown", () -> qemu.say("io-error").setDiskState(disk));

    assertEquals(kind, failure().kind());
    assertFalse(hasLayer());
  }

  /** Its kernel panicked, or somebody pressed the reset button: the run state is the same. */
  @ParameterizedTest
  @ValueSource(strings = {"guest-reset", "host-qmp-system-reset", "not-known-to-pim"})
  void aGuestThatIsResetDuringItsShutdownIsLost(String reason) {
    qemu.on("system_powerdown", () -> qemu.stop(reason));

    FailureReport report = failure();

    assertEquals(FailureKind.VM_LOST, report.kind(), report.toString());
    assertTrue(report.why().contains(reason), report.why());
    assertFalse(hasLayer());
    assertFalse(Files.exists(build.folder().endedFacts("guest")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[    9.1] Rebooting in 1 seconds..", "[    9.1] reboot: Restarting system"})
  void aGuestThatEndedUnseenIsLostUnlessItsKernelSaidThatItPowersOff(String lastLine)
      throws Exception {
    console(lastLine);
    qemu.say("shutdown");

    FailureReport report = failure();

    assertEquals(FailureKind.VM_LOST, report.kind(), report.toString());
    assertFalse(hasLayer());
    assertFalse(Files.exists(build.folder().endedFacts("guest")));
  }

  /** A worker that is killed after the guest's end finds a QEMU that still reports it. */
  @Test
  void recordsTheEndBeforeQemuQuits() throws Exception {
    AtomicBoolean known = new AtomicBoolean();
    console("[   42.0] reboot: Power down");
    qemu.say("shutdown")
        .on(
            "quit",
            () -> {
              known.set(Files.exists(build.folder().endedFacts("guest")));
              qemu.kill();
            });

    bench.run(builds, TestBuilds.ID, "shutdown", step::run);

    assertTrue(known.get());
    assertTrue(hasLayer());
  }

  /** A completed step without its layer would leave the next ones without a backing file. */
  @Test
  void aMissingDiskIsAFailure() throws Exception {
    console("[   42.0] reboot: Power down");
    qemu.say("shutdown");
    Path gone = folder.resolve("gone");
    qemu.on(
        "quit",
        () -> {
          assertTrue(disk.toFile().renameTo(gone.toFile()));
          qemu.kill();
        });

    assertEquals(FailureKind.LAYER_DAMAGED, failure().kind());
  }
}
