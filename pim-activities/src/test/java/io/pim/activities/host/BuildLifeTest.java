package io.pim.activities.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.activities.step.Bench;
import io.pim.host.build.OpenBuild;
import io.pim.host.build.TestBuilds;
import io.pim.host.layer.LayerStore;
import io.pim.host.machine.Phase;
import io.pim.host.machine.WholeDisk;
import io.pim.host.store.DiskUsage;
import io.pim.host.store.LayerLimit;
import io.pim.host.store.StoreCleaner;
import io.pim.model.files.BuildFolder;
import io.pim.model.files.BuildId;
import io.pim.model.plan.StepKey;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Sha256;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import io.pim.tools.qemu.Accelerator;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.RequestRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The beginning of a build on its host, its release, and its activities. */
@Tag("qemu")
@Timeout(180)
class BuildLifeTest extends BuildLifeFixture {
  /** A plan is sent only once, because Temporal keeps every copy. */
  @Test
  void reopensOnlyAnExistingRequest() throws Exception {
    BuildRequest request = builds.save(TestBuilds.ID).request();
    RequestRef ref = RequestRef.to(request);
    BuildFolder build = folders.build(NAME);
    Files.deleteIfExists(build.service());

    assertTrue(life.reopen(ref));

    assertEquals(Optional.of(TestBuilds.SERVICE), life.service(TestBuilds.ID));
    assertFalse(life.reopen(new RequestRef(ref.buildId(), Sha256.ofText("an edited plan"))));
    Files.writeString(build.request(), Files.readString(build.request()).substring(1));
    assertFalse(life.reopen(ref), "it is truncated");
    Files.delete(build.request());
    assertFalse(life.reopen(ref), "it is missing");
    life.open(request);
    assertTrue(life.reopen(ref), "it was sent again");
  }

  /** A host that was lost when a build was held or set back still runs its machine. */
  @ParameterizedTest
  @EnumSource
  void stopsTheMachinesOfAnEarlierAttempt(Phase phase) throws Exception {
    BuildRequest request = builds.request(TestBuilds.ID);
    life.open(request);
    OpenBuild build = builds.builds().open(TestBuilds.ID);
    Path disk = qemu.disk(build.folder().workDisk(build.step("install").requiredKey()));
    VirtualMachine left =
        machines.start(
            phase.of(build),
            machines
                .describe(phase.of(build), build.plan().machine(), Accelerator.TCG, disk)
                .build());
    new WholeDisk(machines).remember(build, phase, left, disk);

    assertTrue(life.reopen(RequestRef.to(request)));

    assertFalse(left.isRunning());
    assertFalse(
        new WholeDisk(machines).isKnown(build, phase, disk), "the disk may have changed since");
    assertTrue(Files.exists(disk), "a person may examine the disk until the next boot");
  }

  @Test
  void releasesMachineAndSlotOfAHeldBuildButNotItsDisk() throws Exception {
    slots.tryClaim(TestBuilds.ID);
    OpenBuild build = builds.save(TestBuilds.ID);
    VirtualMachine machine = start(build);
    make(Phase.INSTALL.of(build).serverFacts());

    life.release(TestBuilds.ID);

    assertFalse(machine.isRunning());
    assertTrue(Files.exists(machine.facts().disk()));
    assertFalse(Files.exists(Phase.GUEST.of(build).facts()));
    assertFalse(Files.exists(Phase.INSTALL.of(build).serverFacts()));
    assertEquals(List.of(), slots.holders());
    assertEquals(Set.of(TestBuilds.ID), life.unfinished());
  }

  @Test
  void runsAsActivities() throws Exception {
    HostActivitiesImpl activities = new HostActivitiesImpl(Bench.runner(builds), life, limit());
    var request = builds.request(TestBuilds.ID);
    try (Bench bench = new Bench()) {
      for (Runnable activity :
          List.<Runnable>of(
              () -> activities.open(request),
              () -> activities.open(request),
              () -> activities.stopMachines(TestBuilds.ID),
              () -> activities.release(TestBuilds.ID),
              () -> activities.cleanUp(TestBuilds.ID),
              () -> activities.cleanUp(TestBuilds.ID))) {
        bench.run(
            () -> {
              activity.run();
              return true;
            });
      }
    }

    BuildFolder build = folders.build(NAME);
    assertEquals(Set.of(build.request(), build.log(), build.turn(), build.verifyTurn()), left());
    assertTrue(Files.readString(build.log()).contains("plan " + request.plan().imageKey()));
  }

  /** With a limit of zero, every layer that no build needs is removed. */
  private LayerLimit limit() {
    Tools tools = Tools.of(System.getenv());
    return new LayerLimit(
        new StoreCleaner(
            folders,
            disk -> Optional.empty(),
            new DiskUsage(tools, new ProcessRunner()),
            Clock.systemUTC()),
        builds.builds(),
        new ByteSize(1));
  }

  @Test
  void removesLayersAboveTheLimitAtTheEndOfABuild() throws Exception {
    HostActivitiesImpl activities = new HostActivitiesImpl(Bench.runner(builds), life, limit());
    LayerStore layers = new LayerStore(folders, disk -> true);
    StepKey needed = builds.plan().layerSteps().get(0).requiredKey();
    StepKey old = StepKey.of("ab".repeat(32));
    for (StepKey key : List.of(needed, old)) {
      Path work = Files.write(folder.resolve("work"), new byte[100_000]);
      layers.keep(
          work, Optional.empty(), Optional.empty(), Optional.empty(), key, TestBuilds.OTHER);
    }
    life.open(builds.request(BuildId.of("web-x86_64-20261122-140000")));
    life.open(builds.request(TestBuilds.ID));

    try (Bench bench = new Bench()) {
      bench.run(
          () -> {
            activities.cleanUp(TestBuilds.ID);
            return true;
          });
    }

    assertFalse(layers.has(old, TestBuilds.OTHER));
    assertTrue(layers.has(needed, TestBuilds.OTHER), "the other build needs it");
    String log = Files.readString(folders.build(NAME).log());
    assertTrue(log.contains("layers above store.layers_limit (1): 1 removed"), log);
  }
}
