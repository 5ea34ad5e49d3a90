package io.pim.activities.provision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.activities.step.Bench;
import io.pim.host.build.OpenBuild;
import io.pim.host.build.TestBuilds;
import io.pim.host.layer.LayerStore;
import io.pim.host.layer.PlanLayers;
import io.pim.host.machine.AcceleratorOf;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.GuestFreeze;
import io.pim.host.machine.Phase;
import io.pim.host.machine.WholeDisk;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.files.BuildId;
import io.pim.model.json.Json;
import io.pim.model.plan.PlanStep;
import io.pim.tools.qemu.TestQemu;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.ssh.SshKeyPair;
import io.pim.tools.testing.Await;
import io.pim.workflows.activity.StepNote;
import io.pim.workflows.activity.StepRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Booting, joining, shutting down and losing a machine, with a guest without SSH. */
@Tag("qemu")
@Timeout(300)
class GuestStepsTest {
  @TempDir Path folder;
  private final Bench bench = new Bench();
  private TestBuilds builds;
  private TestQemu qemu;
  private BuildMachines machines;
  private LayerStore layers;
  private GuestFreeze freeze;
  private OpenBuild build;
  private List<PlanStep> steps;
  private ProvisionActivitiesImpl activities;

  @BeforeEach
  void make() throws Exception {
    qemu = new TestQemu(folder);
    builds = new TestBuilds(folder);
    machines = new BuildMachines(qemu.machines(builds.folders()));
    layers = new LayerStore(builds.folders(), qemu.images()::isSound);
    freeze = new GuestFreeze(layers, qemu.images());
    build = builds.save(TestBuilds.ID);
    steps = build.plan().layerSteps();
    SshKeyPair.at(build.folder().sshKey());
    GuestLogin login = new GuestLogin(machines);
    AcceleratorOf accelerators = new AcceleratorOf(qemu.probe(builds.folders()), builds.folders());
    TestWarmth warmth = TestWarmth.off(builds.folders(), machines, qemu.images(), login);
    activities =
        new ProvisionActivitiesImpl(
            Bench.runner(builds),
            warmth.trust(),
            new GuestBoot(
                new PlanLayers(layers), machines, accelerators, qemu.images(), warmth.boot()),
            login,
            new ScriptStep(login, freeze, layers, machines, warmth.states()),
            new FinalizeStep(login, machines),
            new ShutdownStep(machines, layers, freeze));
  }

  @AfterEach
  void end() throws Exception {
    machines.end(Phase.GUEST.of(build));
    bench.close();
  }

  /** Keeps the layers of the first steps of a plan. */
  private Path keep(int count, BuildId by) throws Exception {
    Optional<Path> parent = Optional.empty();
    for (PlanStep step : steps.subList(0, count)) {
      Path work = folder.resolve("work.qcow2");
      if (parent.isPresent()) {
        qemu.images().createOverlay(work, parent.get());
      } else {
        qemu.disk(work);
      }
      layers.keep(work, Optional.empty(), parent, Optional.of(keyOf(by)), step.requiredKey(), by);
      parent = Optional.of(layers.disk(step.requiredKey(), by));
    }
    return parent.orElseThrow();
  }

  private String keyOf(BuildId by) throws Exception {
    return Files.readString(SshKeyPair.at(folder.resolve("key of " + by)).file());
  }

  private static StepRef ref(String step) {
    return new StepRef(TestBuilds.ID, step);
  }

  private StepNote boot() {
    return bench.run(() -> activities.boot(ref("boot")));
  }

  private VirtualMachine machine() throws Exception {
    return machines.join(Phase.GUEST.of(build)).orElseThrow();
  }

  @Test
  void bootsTheNewestLayerOnAnOverlayAndJoinsItAfterwards() throws Exception {
    Path base = keep(2, TestBuilds.OTHER);
    byte[] before = Files.readAllBytes(base);
    Files.writeString(build.folder().hostKey("guest"), "of an earlier machine");
    Path stale = Files.writeString(build.folder().workDisk(steps.get(4).requiredKey()), "stale");

    assertEquals("from script:base, with TCG", boot().text());

    VirtualMachine machine = machine();
    Path disk = build.folder().workDisk(steps.get(2).requiredKey());
    assertEquals(disk, machine.activeDisk());
    assertEquals(Optional.of(base.toString()), qemu.images().info(disk).backingFile());
    assertEquals(keyOf(TestBuilds.OTHER), Files.readString(build.folder().layerKey()));
    assertFalse(Files.exists(build.folder().hostKey("guest")));
    assertFalse(Files.exists(stale));

    assertEquals("joined, TCG", boot().text());
    assertEquals(machine.facts(), machine().facts());
    assertArrayEquals(before, Files.readAllBytes(base));
  }

  /** The machine of a held build whose host did not get the request to stop it. */
  @Test
  void doesNotJoinAMachineInWhichAScriptHasBegun() throws Exception {
    keep(2, TestBuilds.ID);
    boot();
    VirtualMachine dirty = machine();
    Json.write(
        build.folder().scriptFacts(steps.get(2).requiredKey()),
        ScriptFacts.begun(dirty.facts().process(), "boot", 0));

    assertEquals("from script:base, with TCG", boot().text());

    assertFalse(dirty.isRunning());
    assertNotEquals(dirty.facts().process(), machine().facts().process());
  }

  /** The script was edited, so that the next step has another key; or the layer is new. */
  @Test
  void doesNotJoinAMachineOnAnotherDisk() throws Exception {
    keep(2, TestBuilds.ID);
    boot();
    VirtualMachine old = machine();
    keep(3, TestBuilds.OTHER);

    assertEquals("from script:app, with TCG", boot().text());

    assertFalse(old.isRunning());
    assertEquals(build.folder().workDisk(steps.get(3).requiredKey()), machine().activeDisk());
  }

  @Test
  void failsWithoutALayerToBoot() {
    FailureReport report = bench.report(() -> activities.boot(ref("boot")));

    assertEquals(FailureKind.LAYER_DAMAGED, report.kind());
  }

  /** Since this build searched, another build may have made later layers of the same steps. */
  @Test
  void skipsStepsThatAnotherBuildHasDone() throws Exception {
    keep(5, TestBuilds.OTHER);

    assertEquals("from script:last, with TCG", boot().text());

    VirtualMachine machine = machine();
    for (int done = 0; done <= 3; done++) {
      assertTrue(freeze.isBehind(build, steps.get(done), machine), steps.get(done).name());
      freeze.keep(build, steps.get(done), Optional.empty());
      assertFalse(layers.has(steps.get(done).requiredKey(), TestBuilds.ID));
    }
  }

  @Test
  void runsTheStepOfTheActiveDisk() throws Exception {
    keep(1, TestBuilds.ID);
    boot();

    assertTrue(freeze.isBehind(build, steps.get(0), machine()));
    assertFalse(freeze.isBehind(build, steps.get(1), machine()));
    assertFalse(freeze.isBehind(build, steps.get(2), machine()));
  }

  @Test
  void endsTheMachineWithThePowerButtonAndKeepsTheDisk() throws Exception {
    Path base = keep(4, TestBuilds.ID);
    boot();
    awaitGreeting("guest");

    StepNote note = bench.run(() -> activities.shutDown(ref("shutdown")));

    assertEquals("power button", note.text());
    assertTrue(layers.has(steps.get(4).requiredKey(), TestBuilds.ID));
    Path disk = layers.disk(steps.get(4).requiredKey(), TestBuilds.ID);
    assertEquals(Optional.of(base.toString()), qemu.images().info(disk).backingFile());
    assertEquals(Optional.empty(), machines.join(Phase.GUEST.of(build)));
    assertEquals(StepNote.NONE, bench.run(() -> activities.shutDown(ref("shutdown"))));
  }

  @Test
  void doesNotFinalizeAgainAfterAKillAfterTheShutdown() throws Exception {
    keep(4, TestBuilds.ID);
    boot();
    Path disk = build.folder().workDisk(steps.get(4).requiredKey());
    new WholeDisk(machines).remember(build, Phase.GUEST, machine(), disk);
    machine().kill();

    bench.run(() -> activities.shutDown(ref("shutdown")));

    assertTrue(layers.has(steps.get(4).requiredKey(), TestBuilds.ID));
  }

  /** Facts about an earlier machine of the same phase do not apply to a later one. */
  @Test
  void ignoresTheEndOfAnEarlierMachine() throws Exception {
    keep(4, TestBuilds.ID);
    boot();
    Path disk = build.folder().workDisk(steps.get(4).requiredKey());
    new WholeDisk(machines).remember(build, Phase.GUEST, machine(), disk);
    machine().kill();
    boot();
    machine().kill();

    FailureReport report = bench.report(() -> activities.shutDown(ref("shutdown")));

    assertEquals(FailureKind.VM_LOST, report.kind());
    assertFalse(layers.has(steps.get(4).requiredKey(), TestBuilds.ID));
  }

  @Test
  void reportsAMissingMachineAsLostAtEveryStep() throws Exception {
    keep(1, TestBuilds.ID);
    boot();
    VirtualMachine machine = machine();
    ProcessHandle.of(machine.facts().process().pid()).orElseThrow().destroy();
    assertTrue(machine.awaitExit(Duration.ofSeconds(60)));

    List<FailureReport> reports =
        List.of(
            bench.report(() -> activities.waitForSsh(ref("ssh"))),
            bench.report(() -> activities.runScript(ref("script:base"))),
            bench.report(() -> activities.finalizeSystem(ref("finalize"))),
            bench.report(() -> activities.shutDown(ref("shutdown"))));

    for (FailureReport report : reports) {
      assertEquals(FailureKind.VM_LOST, report.kind());
      assertEquals(build.folder().qemuLog("guest").toString(), report.where());
    }
    assertTrue(
        reports.get(0).lastLines().toString().contains("terminating on signal 15"),
        reports.get(0).toString());
  }

  @Test
  void aQemuThatDiesEndsTheWaitForSshAtOnce() throws Exception {
    build = builds.patience(Duration.ofMinutes(5)).save(TestBuilds.ID);
    keep(1, TestBuilds.ID);
    boot();
    ProcessHandle process = ProcessHandle.of(machine().facts().process().pid()).orElseThrow();
    CompletableFuture<FailureReport> failed =
        CompletableFuture.supplyAsync(() -> bench.report(() -> activities.waitForSsh(ref("ssh"))));
    Await.until(
        "it waits for SSH",
        () ->
            failed.isDone()
                || bench.heartbeats().stream()
                    .anyMatch(b -> b.step().equals("ssh") && !b.line().isEmpty()));

    process.destroy();

    FailureReport report = failed.get(100, TimeUnit.SECONDS);
    assertEquals(FailureKind.VM_LOST, report.kind());
    assertTrue(report.why().contains("terminating on signal 15"), report.why());
  }

  private void awaitGreeting(String phase) throws Exception {
    Path console = build.folder().console(phase);
    Await.until(
        "the guest greets",
        () -> Files.exists(console) && Files.readString(console).contains(TestQemu.GREETING));
  }
}
