package io.pim.host.deploy.proxmox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.deploy.TargetDeployment;
import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.tools.proxmox.fake.FakeProxmox;
import io.pim.tools.proxmox.fake.Faults.Kind;
import io.pim.tools.proxmox.fake.StoredVolume;
import io.pim.tools.proxmox.fake.TaskBoard;
import io.pim.tools.proxmox.fake.Vm;
import io.pim.tools.testing.Await;
import io.pim.workflows.activity.DeployNote;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProxmoxDriverTest {
  private static final String VM = "/nodes/{node}/qemu/{vmid}";

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

  @TempDir private Path folder;
  private FakeProxmox fake;
  private Deployments deployments;

  @BeforeEach
  void start() throws Exception {
    fake = FakeProxmox.start(folder, "pve1", "pve2");
    for (String node : List.of("pve1", "pve2")) {
      fake.cluster().addLocal(node, "local", "dir", 1L << 30, "iso", "import");
      fake.cluster().addLocal(node, "local-lvm", "lvmthin", 1L << 40, "images");
    }
    fake.cluster().addPool("templates");
    fake.grantAll();
    deployments = new Deployments(fake, folder.resolve("host"));
  }

  @AfterEach
  void stop() throws Exception {
    fake.close();
  }

  private List<String> names() {
    return fake.cluster().vms().stream().map(Vm::name).toList();
  }

  /** Nothing is left of deployments but these VMs with their disks. */
  private void assertLeft(String... names) {
    assertEquals(List.of(names), names());
    assertEquals(List.of(), fake.cluster().tasks().running());
    int disks = 0;
    for (String node : List.of("pve1", "pve2")) {
      assertEquals(List.of(), fake.cluster().storage(node, "local").volumes());
      disks += fake.cluster().storage(node, "local-lvm").volumes().size();
    }
    long owned =
        fake.cluster().vms().stream()
            .flatMap(vm -> vm.config().values().stream())
            .filter(value -> value.startsWith("local-lvm:"))
            .count();
    assertEquals(owned, disks);
    fake.cluster()
        .vms()
        .forEach(vm -> assertFalse(vm.isRunning() || !vm.lock().isEmpty(), vm.name()));
  }

  private FailureReport fails(FailureKind kind, int number, DeployStep step) {
    FailureReport report =
        assertThrows(BuildFailure.class, () -> deployments.repeat(number, step)).report();
    assertEquals(kind, report.kind(), report.toString());
    return report;
  }

  @Test
  void anImageBecomesATemplate() throws Exception {
    deployments.with("pool", "templates").with("tags", List.of("lab")).with("vmid", "9000-9010");
    deployments.deploy(1);
    assertLeft("developer-x86-64");
    Vm template = fake.cluster().vms().get(0);
    assertEquals(9000, template.vmid());
    assertTrue(template.isTemplate());
    assertEquals("templates", template.pool());
    Map<String, String> config = template.config();
    assertEquals("lab;pim", config.get("tags"));
    assertEquals("0", config.get("ciupgrade"));
    assertEquals("socket", config.get("serial0"));
    assertEquals("enabled=1", config.get("agent"));
    assertTrue(config.get("ide2").startsWith("local-lvm:vm-9000-cloudinit"), config.get("ide2"));
    assertTrue(config.get("scsi0").startsWith("local-lvm:base-9000-disk-0,"), config.get("scsi0"));
    assertTrue(config.get("description").contains(deployments.image(1).sha256().hex()));
    assertTrue(config.get("description").contains(Deployments.id(1).text()));
    StoredVolume disk =
        fake.cluster().storage("pve1", "local-lvm").volumes().stream()
            .filter(volume -> volume.name().equals("base-9000-disk-0"))
            .findFirst()
            .orElseThrow();
    assertArrayEquals(Deployments.bytes(1), Files.readAllBytes(disk.file().orElseThrow()));
  }

  @Test
  void anUefiImageBringsItsVariables() throws Exception {
    deployments.uefi().with("try", false).deploy(1);
    assertLeft("developer-x86-64");
    Map<String, String> config = fake.cluster().vms().get(0).config();
    assertEquals("ovmf", config.get("bios"));
    assertEquals("q35", config.get("machine"));
    assertTrue(config.get("efidisk0").contains("efitype=4m,pre-enrolled-keys=0"));
    long variables =
        fake.cluster().storage("pve1", "local-lvm").volumes().stream()
            .filter(volume -> volume.size() == 540_672)
            .count();
    assertEquals(1, variables);
  }

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
  void everyCallCanGoWrong(Kind kind) throws Exception {
    ACTS.forEach(act -> fake.faults().next(act, kind));
    deployments.deploy(1);
    assertEquals(0, fake.faults().left());
    assertLeft("developer-x86-64");
  }

  @Test
  void anIdThatOthersTakeMeanwhileIsLeftToThem() throws Exception {
    fake.faults().next("POST /nodes/{node}/qemu", Kind.ID_TAKEN);
    fake.faults().next("POST " + VM + "/clone", Kind.ID_TAKEN);
    deployments.deploy(1);
    assertLeft("somebody-elses", "developer-x86-64", "somebody-elses");
  }

  @Test
  void undoLeavesNothingFromWhereverTheDeploymentStopped() throws Exception {
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
  void undoEndsWhatAFaultyTrialLeft() throws Exception {
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
  void aKilledWorkersTaskIsWaitedForAndNotDoneTwice() throws Exception {
    deployments.run(1, DeployStep.UPLOAD);
    fake.cluster().tasks().hold("qmcreate");
    Thread worker =
        new Thread(
            () -> {
              try {
                deployments.run(1, DeployStep.CREATE);
              } catch (Exception e) {
                // Interrupted, as it is meant.
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
  void aVmWhoseCreationWasCutOffIsForAPerson() throws Exception {
    fake.cluster().tasks().failNext("qmcreate", TaskBoard.CUT_OFF);
    FailureReport report = fails(FailureKind.TARGET_FAILED, 1, DeployStep.CREATE);
    assertTrue(report.todo().contains("qm unlock 100 && qm destroy 100"), report.todo());
    BuildFailure undone = assertThrows(BuildFailure.class, () -> deployments.undo(1));
    assertTrue(undone.report().todo().contains("qm unlock 100"), undone.report().todo());
  }

  @Test
  void aTrialThatWasCutOffIsForAPerson() throws Exception {
    deployments.run(1, DeployStep.CREATE);
    fake.cluster().tasks().failNext("qmclone", TaskBoard.CUT_OFF);
    FailureReport report = fails(FailureKind.TARGET_FAILED, 1, DeployStep.TRY);
    assertTrue(report.todo().contains("qm unlock 101 && qm destroy 101"), report.todo());
  }

  @Test
  void anIdThatSomebodyElseIsMakingAVmWithIsLeftToThem() throws Exception {
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
  void aStorageThatFillsUpMeanwhileHoldsTheDeployment() throws Exception {
    deployments.run(1, DeployStep.UPLOAD);
    fake.cluster().storage("pve1", "local-lvm").setTotal(1000);
    fails(FailureKind.TARGET_FULL, 1, DeployStep.CREATE);
    assertEquals(List.of(), names());
    fake.cluster().storage("pve1", "local-lvm").setTotal(1L << 40);
    deployments.deploy(1);
    assertLeft("developer-x86-64");
  }

  @Test
  void warningsAreNoFailures() throws Exception {
    for (String type : List.of("imgcopy", "qmcreate", "qmtemplate", "qmclone", "qmstart")) {
      fake.cluster().tasks().warnNext(type);
    }
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

  @Test
  void anUploadIsNotRepeatedWhereTheBytesAreThere() throws Exception {
    deployments.run(1, DeployStep.UPLOAD);
    deployments.run(1, DeployStep.UPLOAD);
    deployments.run(1, DeployStep.CREATE);
    deployments.run(1, DeployStep.UPLOAD);
    assertEquals(1, fake.cluster().tasks().types().stream().filter("imgcopy"::equals).count());
    assertLeft("developer-x86-64-20261127-100100");
  }

  @Test
  void eachNodeGetsATemplateOnItsLocalStorage() throws Exception {
    deployments.with("node", "all").deploy(1);
    assertLeft("developer-x86-64", "developer-x86-64");
    assertEquals(List.of("pve1", "pve2"), fake.cluster().vms().stream().map(Vm::node).toList());
    try (ProxmoxDriver driver = deployments.driver()) {
      assertEquals("pve1:100 pve2:101", driver.inventory().get(0).place());
    }
  }

  @Test
  void aSharedStorageGetsOneTemplate() throws Exception {
    fake.cluster().addShared("nfs", "nfs", 1L << 40, "images", "import");
    deployments
        .with("node", "all")
        .with("storage", "nfs")
        .with("import_storage", "nfs")
        .with("format", "qcow2");
    deployments.deploy(1);
    assertEquals(List.of("developer-x86-64"), names());
    assertEquals(1, fake.cluster().tasks().types().stream().filter("imgcopy"::equals).count());
  }

  /** Thick LVM has no linked clones: the trial machine is a whole copy there. */
  @Test
  void aTrialOnThickLvmIsAWholeCopy() throws Exception {
    fake.cluster().addLocal("pve1", "thick", "lvm", 1L << 40, "images");
    deployments.with("storage", "thick").deploy(1);
    assertEquals(List.of("developer-x86-64"), names());
    assertEquals(1, fake.cluster().tasks().types().stream().filter("qmclone"::equals).count());
    assertEquals(2, fake.cluster().storage("pve1", "thick").volumes().size());
  }

  @Test
  void aRollbackSwitchesBackByName() throws Exception {
    deployments.deploy(1);
    deployments.deploy(2);
    DeployNote note =
        deployments.run(
            deployments.context(
                3, DeployStep.SWITCH, DeployAct.ROLLBACK, Optional.of(Deployments.id(1))));
    assertEquals(Optional.of("100"), note.place());
    assertEquals(Optional.of(Deployments.id(2).text()), note.previous());
    assertLeft("developer-x86-64", "developer-x86-64-20261127-100200");
  }

  @Test
  void asManyStayAsAreToBeKept() throws Exception {
    deployments.keeping(2).with("try", false);
    for (int number = 1; number <= 3; number++) {
      deployments.deploy(number);
    }
    assertLeft("developer-x86-64-20261127-100200", "developer-x86-64");
    deployments.keeping(0);
    DeployNote note =
        deployments.run(
            deployments.context(3, DeployStep.PRUNE, DeployAct.REMOVE, Optional.empty()));
    assertEquals(2, note.removed().size());
    assertLeft();
  }

  @Test
  void theCurrentOneStaysAlsoWhenItIsOld() throws Exception {
    deployments.with("try", false);
    deployments.deploy(1);
    deployments.deploy(2);
    deployments.run(
        deployments.context(
            3, DeployStep.SWITCH, DeployAct.ROLLBACK, Optional.of(Deployments.id(1))));
    deployments.keeping(1).run(3, DeployStep.PRUNE);
    assertLeft("developer-x86-64");
    assertEquals(100, fake.cluster().vms().get(0).vmid());
  }

  @Test
  void keepsTemplatesWithClones() throws Exception {
    deployments.keeping(1).with("try", false).deploy(1);
    Vm clone = fake.cluster().addForeignVm(500, "web");
    clone.config().putAll(fake.cluster().vms().get(0).config());
    clone.config().put("name", "web");
    for (String drive : List.of("scsi0", "ide2")) {
      clone.config().remove(drive);
    }
    deployments.deploy(2);
    assertEquals(List.of("developer-x86-64", "web"), names());
    deployments.keeping(0).run(2, DeployStep.PRUNE);
    assertEquals(List.of("web"), names());
  }

  @Test
  void theInventoryShowsHowFarEachCame() throws Exception {
    deployments.with("try", false).deploy(1);
    deployments.deploy(2);
    deployments.run(3, DeployStep.UPLOAD);
    fake.faults().next("POST " + VM + "/template", Kind.DROP_BEFORE);
    assertThrows(BuildFailure.class, () -> deployments.run(3, DeployStep.CREATE));
    try (ProxmoxDriver driver = deployments.driver()) {
      List<TargetDeployment> all = driver.inventory();
      assertEquals(
          List.of(
              TargetDeployment.State.KEPT,
              TargetDeployment.State.CURRENT,
              TargetDeployment.State.PARTIAL),
          all.stream().map(TargetDeployment::state).toList());
      assertEquals("101", all.get(1).place());
      assertEquals(Optional.of(deployments.image(2).sha256()), all.get(1).sha256());
    }
  }
}
