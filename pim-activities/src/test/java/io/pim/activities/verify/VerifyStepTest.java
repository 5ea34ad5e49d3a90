package io.pim.activities.verify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.activities.step.Bench;
import io.pim.host.build.OpenBuild;
import io.pim.host.build.TestBuilds;
import io.pim.host.machine.AcceleratorOf;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.Phase;
import io.pim.host.trial.InstanceChecks;
import io.pim.host.trial.InstanceTrial;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.tools.qemu.TestQemu;
import io.pim.workflows.activity.StepRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("qemu")
@Timeout(300)
class VerifyStepTest {
  @TempDir Path folder;

  @Test
  void nothingIsLeftOfAnInstanceThatNeverAnswers() throws Exception {
    TestQemu qemu = new TestQemu(folder);
    TestBuilds builds = new TestBuilds(folder);
    OpenBuild build = builds.save(TestBuilds.ID);
    Path draft = qemu.disk(builds.folders().imageDraft(TestBuilds.ID.text()));
    byte[] before = Files.readAllBytes(draft);
    BuildMachines machines = new BuildMachines(qemu.machines(builds.folders()));
    VerifyActivitiesImpl activities =
        new VerifyActivitiesImpl(
            Bench.runner(builds),
            new VerifyStep(
                builds.folders(),
                new InstanceTrial(
                    machines,
                    new AcceleratorOf(qemu.probe(builds.folders()), builds.folders()),
                    qemu.images(),
                    new InstanceChecks())));
    try (Bench bench = new Bench()) {
      FailureReport report;
      long patience = 100;
      do {
        // A busy host may need longer than a short time to start the instance at all.
        builds.patience(Duration.ofMillis(patience)).save(TestBuilds.ID);
        report = bench.report(() -> activities.verify(new StepRef(TestBuilds.ID, "verify")));
        patience *= 4;
      } while (!report.lastLines().contains(TestQemu.GREETING) && patience < 30_000);
      assertEquals(FailureKind.Remedy.PERSON, report.kind().remedy(), report.toString());
      assertTrue(report.lastLines().contains(TestQemu.GREETING), report.lastLines().toString());
    } finally {
      assertEquals(Optional.empty(), machines.join(Phase.VERIFY.of(build)));
      machines.end(Phase.VERIFY.of(build));
    }
    for (Path gone :
        List.of(
            build.folder().verifyDisk(),
            build.folder().instanceKey(),
            build.folder().hostKey("verify"),
            builds.folders().vm(TestBuilds.ID + "-verify").qmp())) {
      assertFalse(Files.exists(gone), gone.toString());
    }
    assertArrayEquals(before, Files.readAllBytes(draft));

    Files.delete(draft);
    try (Bench bench = new Bench()) {
      FailureReport report =
          bench.report(() -> activities.verify(new StepRef(TestBuilds.ID, "verify")));

      assertEquals(FailureKind.LAYER_DAMAGED, report.kind(), "it is flattened again");
    }
  }
}
