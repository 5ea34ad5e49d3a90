package io.pim.host.deploy.proxmox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.tools.proxmox.fake.Faults.Kind;
import io.pim.tools.proxmox.fake.TaskBoard;
import io.pim.tools.proxmox.fake.Vm;
import io.pim.tools.testing.Await;
import io.pim.workflows.activity.DeployNote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls, tasks and workers that fail in a deployment, and undoing it from any point. */
class ProxmoxFailuresTest extends ProxmoxFixture {
  /** All calls that change something. */
  private static final List<String> ACTS =
      List.of(
          "POST /nodes/{node}/storage/{storage}/upload",
          "POST /nodes/{node}/qemu",
          "POST " + VM + "/template",
          "POST " + VM + "/clone",
          "POST " + VM + "/status/start",
          "POST " + VM + "/status/stop",
          "DELETE " + VM,
          "DELETE /nodes/{node}/storage/{storage}/content/{volume}",
          "PUT " + VM + "/config");

  @Test
  void everyStepCanRunTwice() throws Exception {
    deployments.deploy(1);
    List<DeployNote> notes = new ArrayList<>();
    for (DeployStep step : DeployStep.of(DeployAct.DEPLOY, true)) {
      deployments.repeat(2, step);
      notes.add(deployments.repeat(2, step));
    }
    assertLeft("developer-x86-64-20261127-100100", "developer-x86-64");
    DeployNote change = notes.get(DeployStep.of(DeployAct.DEPLOY, true).indexOf(DeployStep.SWITCH));
    assertEquals(Optional.of(Deployments.id(1).text()), change.previous());
    assertEquals(Optional.of("101"), change.place());
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"DROP_BEFORE", "DROP_AFTER", "TOO_SLOW", "NO_WORKER"})
  void survivesAFailureOfEveryCall(Kind kind) throws Exception {
    ACTS.forEach(act -> fake.faults().next(act, kind));
    deployments.deploy(1);
    assertEquals(0, fake.faults().left());
    assertLeft("developer-x86-64");
  }

  @Test
  void leavesAnIdToOthersWhoTakeItFirst() throws Exception {
    fake.faults().next("POST /nodes/{node}/qemu", Kind.ID_TAKEN);
    fake.faults().next("POST " + VM + "/clone", Kind.ID_TAKEN);
    deployments.deploy(1);
    assertLeft("somebody-elses", "developer-x86-64", "somebody-elses");
  }

  @Test
  void undoLeavesNothingFromAnyPoint() throws Exception {
    deployments.deploy(1);
    int number = 2;
    for (DeployStep last : DeployStep.of(DeployAct.DEPLOY, true)) {
      for (DeployStep step : DeployStep.of(DeployAct.DEPLOY, true)) {
        deployments.repeat(number, step);
        if (step == last) {
          break;
        }
      }
      deployments.undo(number);
      assertLeft("developer-x86-64");
      deployments.undo(number);
      assertEquals(100, fake.cluster().vms().get(0).vmid(), "after " + last);
      number++;
    }
  }

  @Test
  void undoEndsTheRemainsOfAFaultyTrial() throws Exception {
    for (DeployStep step : List.of(DeployStep.UPLOAD, DeployStep.CREATE)) {
      deployments.run(1, step);
    }
    fake.faults().next("POST " + VM + "/status/stop", Kind.DROP_BEFORE);
    assertThrows(BuildFailure.class, () -> deployments.run(1, DeployStep.TRY));
    assertEquals(2, names().size());
    deployments.undo(1);
    assertLeft();
  }

  @Test
  void waitsForAKilledWorkersTaskAndDoesNotRepeatIt() throws Exception {
    deployments.run(1, DeployStep.UPLOAD);
    fake.cluster().tasks().hold("qmcreate");
    Thread worker =
        new Thread(
            () -> {
              try {
                deployments.run(1, DeployStep.CREATE);
              } catch (Exception e) {
                // Interrupted, as intended.
              }
            });
    worker.start();
    Await.until("the task runs", () -> fake.cluster().tasks().running().size() == 1);
    worker.interrupt();
    worker.join();
    fake.cluster().tasks().release("qmcreate");
    deployments.deploy(1);
    assertLeft("developer-x86-64");
    assertEquals(1, fake.cluster().tasks().types().stream().filter("qmcreate"::equals).count());
  }

  @Test
  void aVmWhoseCreationWasCutOffNeedsAPerson() throws Exception {
    fake.cluster().tasks().failNext("qmcreate", TaskBoard.CUT_OFF);
    FailureReport report = fails(FailureKind.TARGET_FAILED, 1, DeployStep.CREATE);
    assertTrue(report.todo().contains("qm unlock 100 && qm destroy 100"), report.todo());
    BuildFailure undone = assertThrows(BuildFailure.class, () -> deployments.undo(1));
    assertTrue(undone.report().todo().contains("qm unlock 100"), undone.report().todo());
  }

  @Test
  void aTrialThatWasCutOffNeedsAPerson() throws Exception {
    deployments.run(1, DeployStep.CREATE);
    fake.cluster().tasks().failNext("qmclone", TaskBoard.CUT_OFF);
    FailureReport report = fails(FailureKind.TARGET_FAILED, 1, DeployStep.TRY);
    assertTrue(report.todo().contains("qm unlock 101 && qm destroy 101"), report.todo());
  }

  @Test
  void leavesAnIdToOthersWhoAreCreatingAVmWithIt() throws Exception {
    fake.faults().next("POST /nodes/{node}/qemu", Kind.DROP_BEFORE);
    assertThrows(BuildFailure.class, () -> deployments.run(1, DeployStep.CREATE));
    Vm other = fake.cluster().addForeignVm(100, "theirs");
    other.setLock("create");
    deployments.run(1, DeployStep.CREATE);
    assertEquals(List.of("theirs", "developer-x86-64-20261127-100100"), names());
  }

  @Test
  void aFailedTaskHoldsTheDeploymentUntilARetry() throws Exception {
    deployments.run(1, DeployStep.CONVERT);
    fake.cluster().tasks().failNext("imgcopy", "import failed: No space left on device");
    FailureReport full = fails(FailureKind.TARGET_FULL, 1, DeployStep.UPLOAD);
    assertTrue(full.todo().contains("Make room"), full.todo());
    deployments.run(1, DeployStep.UPLOAD);
    fake.cluster()
        .tasks()
        .failNext("qmcreate", "unable to create VM 100 - cannot import from 'x' - bad image");
    fails(FailureKind.TARGET_FAILED, 1, DeployStep.CREATE);
    fake.cluster().tasks().failNext("qmtemplate", "storage is broken");
    fails(FailureKind.TARGET_FAILED, 1, DeployStep.CREATE);
    deployments.run(1, DeployStep.CREATE);
    fake.cluster().tasks().failNext("qmstart", "start failed: QEMU exited with code 1");
    fails(FailureKind.TARGET_FAILED, 1, DeployStep.TRY);
    deployments.deploy(1);
    assertLeft("developer-x86-64");
  }

  @Test
  void aStorageThatFillsUpHoldsTheDeployment() throws Exception {
    deployments.run(1, DeployStep.UPLOAD);
    fake.cluster().storage("pve1", "local-lvm").setTotal(1000);
    fails(FailureKind.TARGET_FULL, 1, DeployStep.CREATE);
    assertEquals(List.of(), names());
    fake.cluster().storage("pve1", "local-lvm").setTotal(1L << 40);
    deployments.deploy(1);
    assertLeft("developer-x86-64");
  }

  @Test
  void aGuestThatNeverAnswersFailsTheTrialAndIsRemoved() throws Exception {
    fake.cluster().setSilentPings(Integer.MAX_VALUE);
    deployments.with("try_timeout", "1s");
    deployments.run(1, DeployStep.CREATE);
    FailureReport report = fails(FailureKind.TARGET_FAILED, 1, DeployStep.TRY);
    assertTrue(report.todo().contains("qemu-guest-agent"), report.todo());
    assertLeft("developer-x86-64-20261127-100100");
  }
}
