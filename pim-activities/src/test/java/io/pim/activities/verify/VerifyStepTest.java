package io.pim.activities.verify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.activities.step.Bench;
import io.pim.host.build.OpenBuild;
import io.pim.host.build.PackageList;
import io.pim.host.build.TestBuilds;
import io.pim.host.build.VerifiedFacts;
import io.pim.host.layer.LayerStore;
import io.pim.host.layer.PlanLayers;
import io.pim.host.machine.AcceleratorOf;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.Phase;
import io.pim.host.trial.InstanceChecks;
import io.pim.host.trial.InstanceTrial;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.plan.StepKind;
import io.pim.model.unit.Sha256;
import io.pim.tools.process.Command;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.qemu.TestQemu;
import io.pim.workflows.activity.StepNote;
import io.pim.workflows.activity.StepRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("qemu")
@Timeout(300)
class VerifyStepTest {
  @TempDir Path folder;

  private TestQemu qemu;
  private TestBuilds builds;
  private OpenBuild build;
  private LayerStore layers;
  private BuildMachines machines;
  private VerifyActivitiesImpl activities;

  @BeforeEach
  void make() throws Exception {
    qemu = new TestQemu(folder);
    builds = new TestBuilds(folder);
    build = builds.save(TestBuilds.ID);
    layers = new LayerStore(builds.folders(), qemu.images()::isSound);
    machines = new BuildMachines(qemu.machines(builds.folders()));
    activities =
        new VerifyActivitiesImpl(
            Bench.runner(builds),
            new VerifyStep(
                new PlanLayers(layers),
                new InstanceTrial(
                    machines,
                    new AcceleratorOf(qemu.probe(builds.folders()), builds.folders()),
                    qemu.images(),
                    new InstanceChecks())));
    keep(StepKind.INSTALL, Optional.empty());
    keep(StepKind.FINALIZE, Optional.of(layer(StepKind.INSTALL)));
  }

  @AfterEach
  void endMachine() throws Exception {
    if (machines != null) {
      machines.end(Phase.VERIFY.of(build));
    }
  }

  private void keep(StepKind kind, Optional<Path> parent) throws Exception {
    Path work = build.folder().workDisk(build.plan().only(kind).requiredKey());
    if (parent.isPresent()) {
      qemu.images().createOverlay(work, parent.get());
    } else {
      qemu.disk(work);
    }
    layers.keep(
        work,
        Optional.empty(),
        parent,
        Optional.empty(),
        build.plan().only(kind).requiredKey(),
        TestBuilds.ID);
  }

  private Path layer(StepKind kind) {
    return layers.disk(build.plan().only(kind).requiredKey(), TestBuilds.ID);
  }

  private FailureReport report() {
    try (Bench bench = new Bench()) {
      return bench.report(() -> activities.verify(new StepRef(TestBuilds.ID, "verify")));
    }
  }

  /** A busy host may need longer than a short time to start the instance. */
  private FailureReport reportOfAStartedInstance() throws Exception {
    FailureReport report;
    long patience = 100;
    do {
      builds.patience(Duration.ofMillis(patience)).save(TestBuilds.ID);
      report = report();
      patience *= 4;
    } while (!report.lastLines().contains(TestQemu.GREETING) && patience < 30_000);
    return report;
  }

  @Test
  void removesAnInstanceThatNeverAnswers() throws Exception {
    byte[] base = Files.readAllBytes(layer(StepKind.INSTALL));
    byte[] top = Files.readAllBytes(layer(StepKind.FINALIZE));

    FailureReport report = reportOfAStartedInstance();

    assertEquals(FailureKind.Remedy.PERSON, report.kind().remedy(), report.toString());
    assertTrue(report.lastLines().contains(TestQemu.GREETING), report.lastLines().toString());
    assertEquals(Optional.empty(), machines.join(Phase.VERIFY.of(build)));
    for (Path gone :
        List.of(
            build.folder().verifyDisk(),
            build.folder().verifiedFacts(),
            build.folder().instanceKey(),
            build.folder().hostKey("verify"),
            builds.folders().vm(TestBuilds.ID + "-verify").qmp())) {
      assertFalse(Files.exists(gone), gone.toString());
    }
    assertArrayEquals(base, Files.readAllBytes(layer(StepKind.INSTALL)));
    assertArrayEquals(top, Files.readAllBytes(layer(StepKind.FINALIZE)));
  }

  @Test
  void failsWithoutTheFinalizedLayer() throws Exception {
    Files.delete(layer(StepKind.FINALIZE));

    assertEquals(FailureKind.LAYER_DAMAGED, report().kind(), "it is made again");
  }

  /** Flattening, which runs at the same time, may have failed and is then repeated. */
  @Test
  void doesNotBootAnImageAgainThatHasPassed() throws Exception {
    passed(identity(), build.plan().only(StepKind.VERIFY).inputs());

    try (Bench bench = new Bench()) {
      StepNote note = bench.run(() -> activities.verify(new StepRef(TestBuilds.ID, "verify")));

      assertEquals("1 packages", note.text());
    }
    assertFalse(Files.exists(build.folder().console("verify")), "nothing was booted");
  }

  @Test
  void verifiesAnotherDiskOrOtherChecksAgain() throws Exception {
    SortedMap<String, String> checks = build.plan().only(StepKind.VERIFY).inputs();
    passed(identity(), new TreeMap<>(Map.of("script", "another")));
    assertEquals(FailureKind.Remedy.PERSON, report().kind().remedy());
    assertFalse(Files.exists(build.folder().verifiedFacts()), "it has not passed");

    Sha256 before = identity();
    Files.delete(layer(StepKind.FINALIZE));
    keepOther(StepKind.FINALIZE);
    assertNotEquals(before, identity(), "the layer was made again at the same place");
    passed(before, checks);
    assertEquals(FailureKind.Remedy.PERSON, report().kind().remedy());
    assertFalse(Files.exists(build.folder().verifiedFacts()));
  }

  /** A layer of the same step and build with other contents. */
  private void keepOther(StepKind kind) throws Exception {
    Path work = build.folder().workDisk(build.plan().only(kind).requiredKey());
    Path parent = layer(StepKind.INSTALL);
    qemu.images().createOverlay(work, parent);
    Finished wrote =
        new ProcessRunner()
            .run(
                Command.of(
                    List.of("qemu-io", "-f", "qcow2", "-c", "write -P 7 64k 512", work.toString()),
                    Duration.ofSeconds(30)));
    assertTrue(wrote.succeeded(), wrote.output());
    layers.keep(
        work,
        Optional.empty(),
        Optional.of(parent),
        Optional.empty(),
        build.plan().only(kind).requiredKey(),
        TestBuilds.ID);
  }

  private Sha256 identity() throws Exception {
    return new PlanLayers(layers).finalized(build).identity();
  }

  private void passed(Sha256 layer, SortedMap<String, String> checks) throws Exception {
    new PackageList(new TreeMap<>(Map.of("bash", "5.2"))).write(build.folder().packages());
    new VerifiedFacts(layer, checks).write(build.folder().verifiedFacts());
  }
}
