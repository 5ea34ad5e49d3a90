package io.pim.host.deploy.proxmox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.tools.proxmox.fake.FakeProxmox;
import io.pim.tools.proxmox.fake.FakeQm;
import io.pim.tools.proxmox.fake.Faults.Kind;
import io.pim.tools.proxmox.fake.StoredVolume;
import io.pim.tools.proxmox.fake.TestCertificate;
import io.pim.tools.proxmox.fake.Vm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Releases that cannot import over their API: the node's own qm imports. */
class ProxmoxOldReleaseTest {
  private static final String VM = "/nodes/{node}/qemu/{vmid}";

  @TempDir private Path folder;
  private int clusters;
  private FakeProxmox fake;
  private FakeQm qm;
  private LocalNode node;
  private Deployments deployments;

  @BeforeEach
  void start() throws Exception {
    use("8.2");
  }

  private void use(String release) throws Exception {
    stop();
    Path own = folder.resolve("cluster-" + clusters++);
    fake = FakeProxmox.start(own, release, TestCertificate.GOOD, "pve1", "pve2");
    for (String name : List.of("pve1", "pve2")) {
      fake.cluster().addLocal(name, "local", "dir", 1L << 30, "iso", "images");
      fake.cluster().addLocal(name, "local-lvm", "lvmthin", 1L << 40, "images");
    }
    fake.grantAll();
    qm = new FakeQm(fake, "pve1", own.resolve("disks"));
    node = new LocalNode(qm, own.resolve("imports"));
    deployments =
        new Deployments(fake, own.resolve("host"))
            .without("import_storage")
            .with("try", false)
            .over(node::open);
  }

  @AfterEach
  void stop() throws Exception {
    if (fake != null) {
      fake.close();
    }
  }

  private List<String> names() {
    return fake.cluster().vms().stream().map(Vm::name).toList();
  }

  /** Asserts that nothing of deployments remains except these VMs with the disks that they name. */
  private void assertLeft(String... names) {
    assertEquals(List.of(names), names());
    assertEquals(List.of(), node.left());
    assertEquals(List.of(), fake.cluster().tasks().running());
    List<String> disks =
        fake.cluster().storage("pve1", "local-lvm").volumes().stream()
            .map(volume -> "local-lvm:" + volume.name())
            .sorted()
            .toList();
    List<String> named =
        fake.cluster().vms().stream()
            .flatMap(vm -> vm.config().values().stream())
            .map(value -> value.split(",", 2)[0])
            .filter(value -> value.startsWith("local-lvm:"))
            .sorted()
            .toList();
    assertEquals(named, disks);
    for (Vm vm : fake.cluster().vms()) {
      assertFalse(vm.isRunning() || !vm.lock().isEmpty(), vm.name());
      assertTrue(vm.config().keySet().stream().noneMatch(key -> key.startsWith("unused")));
    }
  }

  private byte[] disk(Vm vm, String option) throws Exception {
    String volid = vm.config().get(option).split(",", 2)[0];
    StoredVolume volume =
        fake.cluster().storage(vm.node(), volid.split(":", 2)[0]).volumes().stream()
            .filter(its -> volid.endsWith(":" + its.name()))
            .findFirst()
            .orElseThrow();
    return Files.readAllBytes(volume.file().orElseThrow());
  }

  private FailureReport fails(FailureKind kind, int number, DeployStep step) {
    FailureReport report =
        assertThrows(BuildFailure.class, () -> deployments.repeat(number, step)).report();
    assertEquals(kind, report.kind(), report.toString());
    return report;
  }

  @ParameterizedTest
  @CsvSource({"7.4, importdisk", "8.0, disk", "8.3, disk"})
  void anImageBecomesATemplate(String release, String word) throws Exception {
    use(release);
    deployments.with("try", true).deploy(1);
    assertLeft("developer-x86-64");
    Vm template = fake.cluster().vms().get(0);
    assertTrue(template.isTemplate());
    assertArrayEquals(Deployments.bytes(1), disk(template, "scsi0"));
    Map<String, String> config = template.config();
    assertTrue(config.get("scsi0").startsWith("local-lvm:base-100-disk-0,"), config.get("scsi0"));
    assertTrue(config.get("scsi0").contains("discard=on,iothread=1"), config.get("scsi0"));
    assertEquals("order=scsi0", config.get("boot"));
    assertTrue(config.get("ide2").startsWith("local-lvm:vm-100-cloudinit"), config.get("ide2"));
    assertEquals(release.equals("7.4") ? null : "0", config.get("ciupgrade"));
    assertEquals(1, qm.commands().size());
    assertEquals(word, qm.commands().get(0).get(0));
  }

  @Test
  void anUefiImageBringsItsVariables() throws Exception {
    deployments.uefi().deploy(1);
    assertLeft("developer-x86-64");
    Vm template = fake.cluster().vms().get(0);
    assertEquals("ovmf", template.config().get("bios"));
    assertTrue(template.config().get("efidisk0").contains("efitype=4m,pre-enrolled-keys=0"));
    assertArrayEquals(Deployments.bytes(1), disk(template, "scsi0"));
    assertEquals(540_672, disk(template, "efidisk0").length);
    assertEquals(2, qm.commands().size());
  }

  @Test
  void aStorageOfFilesGetsTheFormatOfTheTarget() throws Exception {
    deployments.with("storage", "local").with("format", "qcow2").deploy(1);
    String disk = fake.cluster().vms().get(0).config().get("scsi0");
    assertTrue(disk.startsWith("local:100/base-100-disk-0.qcow2,"), disk);
    List<String> command = qm.commands().get(0);
    assertEquals(List.of("local", "--format", "qcow2"), command.subList(4, command.size()));
  }

  @Test
  void eachStepMayRunAgain() throws Exception {
    deployments.deploy(1);
    for (DeployStep step : DeployStep.of(DeployAct.DEPLOY, false)) {
      deployments.repeat(2, step);
      deployments.repeat(2, step);
    }
    assertLeft("developer-x86-64-20261127-100100", "developer-x86-64");
    assertEquals(2, qm.commands().size());
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"DROP_BEFORE", "DROP_AFTER"})
  void survivesAFailureOfEveryCall(Kind kind) throws Exception {
    // The disk, the variables, the boot order, the name.
    for (int passes = 0; passes < 4; passes++) {
      use("8.2");
      fake.faults().after("PUT " + VM + "/config", passes, kind);
      fake.faults().next("POST /nodes/{node}/qemu", kind);
      fake.faults().next("POST " + VM + "/template", kind);
      deployments.uefi().deploy(1);
      assertEquals(0, fake.faults().left());
      assertLeft("developer-x86-64");
      assertArrayEquals(Deployments.bytes(1), disk(fake.cluster().vms().get(0), "scsi0"));
    }
  }

  /**
   * Kills the worker after each act on the node: a kill before an act equals one after the previous
   * act, or after a call to the API. It ends when a deployment makes fewer acts.
   */
  private int killAfterEachAct(Killing killing) throws Exception {
    boolean met = true;
    int number = 0;
    while (met) {
      number++;
      use("8.2");
      node.killAfter(number);
      killing.run();
      met = !node.isKillPending();
    }
    return number - 1;
  }

  private interface Killing {
    void run() throws Exception;
  }

  @Test
  void aWorkerKilledAfterAnyActOnTheNodeLeavesOneTemplate() throws Exception {
    int acts =
        killAfterEachAct(
            () -> {
              deployments.uefi();
              for (DeployStep step : List.of(DeployStep.UPLOAD, DeployStep.CREATE)) {
                try {
                  deployments.run(1, step);
                } catch (LocalNode.KilledError e) {
                  deployments.run(1, step);
                }
              }
              assertLeft("developer-x86-64-20261127-100100");
              Vm template = fake.cluster().vms().get(0);
              assertArrayEquals(Deployments.bytes(1), disk(template, "scsi0"));
              assertEquals(540_672, disk(template, "efidisk0").length);
              assertEquals(2, qm.commands().size());
            });
    assertTrue(acts > 10, "acts: " + acts);
  }

  @Test
  void undoAfterAKillAfterAnyActOnTheNodeLeavesNothing() throws Exception {
    int acts =
        killAfterEachAct(
            () -> {
              try {
                deployments.run(1, DeployStep.UPLOAD);
                deployments.run(1, DeployStep.CREATE);
                deployments.undo(1);
              } catch (LocalNode.KilledError e) {
                deployments.undo(1);
              }
              assertLeft();
            });
    assertTrue(acts > 7, "acts: " + acts);
  }

  @Test
  void cleansUpAndRepeatsAnImportThatWasCutOff() throws Exception {
    qm.cutOffNext();
    FailureReport report =
        assertThrows(BuildFailure.class, () -> deployments.run(1, DeployStep.CREATE)).report();
    assertEquals(FailureKind.TARGET_UNREACHABLE, report.kind(), "which is tried again: " + report);
    deployments.deploy(1);
    assertLeft("developer-x86-64");
    assertArrayEquals(Deployments.bytes(1), disk(fake.cluster().vms().get(0), "scsi0"));
  }

  @Test
  void undoRemovesTheRemainsOfAnImportThatWasCutOff() throws Exception {
    qm.cutOffNext();
    assertThrows(BuildFailure.class, () -> deployments.run(1, DeployStep.CREATE));
    deployments.undo(1);
    assertLeft();
  }

  @Test
  void aLaterDeploymentRemovesTheRemainsOfOneWithoutFacts() throws Exception {
    qm.cutOffNext();
    assertThrows(BuildFailure.class, () -> deployments.run(1, DeployStep.CREATE));
    deployments.deploy(2);
    assertLeft("developer-x86-64");
  }

  @Test
  void skipsAnIdWithDisksOfOthers() throws Exception {
    Vm other = fake.cluster().addForeignVm(100, "theirs");
    Path theirs = Files.write(folder.resolve("theirs.raw"), new byte[10]);
    qm.run(List.of("disk", "import", "100", theirs.toString(), "local-lvm"));
    fake.cluster().removeVm(other);
    deployments.deploy(1);
    assertEquals(101, fake.cluster().vms().get(0).vmid());
    deployments.undo(1);
    assertEquals(
        List.of("vm-100-disk-0"),
        fake.cluster().storage("pve1", "local-lvm").volumes().stream()
            .map(StoredVolume::name)
            .toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "copy failed: command 'qemu-img convert' failed: No space left on device | TARGET_FULL",
        "sudo: a password is required | TARGET_REFUSED",
        "qemu-img: Could not open: Image is corrupt | TARGET_FAILED"
      })
  void aFailedImportHoldsTheDeploymentUntilARetry(String message, FailureKind kind)
      throws Exception {
    qm.failNext(message);
    FailureReport report = fails(kind, 1, DeployStep.CREATE);
    assertTrue(report.why().contains(message), report.toString());
    assertFalse(report.todo().isEmpty());
    deployments.deploy(1);
    assertLeft("developer-x86-64");
  }

  @Test
  void waitsForALockThatSomebodyHolds() throws Exception {
    qm.failNext("can't lock file '/var/lock/qemu-server/lock-100.conf' - got timeout");
    deployments.deploy(1);
    assertLeft("developer-x86-64");
    assertEquals(2, qm.commands().size());
  }

  @Test
  void sendsAMissingUploadAgain() throws Exception {
    deployments.run(1, DeployStep.UPLOAD);
    for (String name : node.left()) {
      Files.delete(node.file(name));
    }
    deployments.deploy(1);
    assertLeft("developer-x86-64");
  }

  @Test
  void ignoresADiskThatSomebodyElseAdds() throws Exception {
    deployments.run(1, DeployStep.UPLOAD);
    qm.failNext("qemu-img: Could not open: Image is corrupt");
    fails(FailureKind.TARGET_FAILED, 1, DeployStep.CREATE);
    Map<String, String> config = fake.cluster().vms().get(0).config();
    config.put("unused0", "local-lvm:vm-100-disk-7");
    config.put("unused1", "local-lvm:vm-100-disk-8");
    FailureReport report = fails(FailureKind.TARGET_FAILED, 1, DeployStep.CREATE);
    assertTrue(report.why().contains("vm-100-disk-7, local-lvm:vm-100-disk-8"), report.why());
  }

  @Test
  void deploysTwiceRollsBackAndPrunes() throws Exception {
    deployments.keeping(2);
    deployments.deploy(1);
    deployments.deploy(2);
    deployments.run(
        deployments.context(
            3, DeployStep.SWITCH, DeployAct.ROLLBACK, Optional.of(Deployments.id(1))));
    assertLeft("developer-x86-64", "developer-x86-64-20261127-100200");
    deployments
        .keeping(0)
        .run(deployments.context(3, DeployStep.PRUNE, DeployAct.REMOVE, Optional.empty()));
    assertLeft();
  }

  @Test
  void refusesATargetWithoutSshByName() throws Exception {
    Deployments plain = new Deployments(fake, folder.resolve("plain")).without("import_storage");
    for (DeployStep step : List.of(DeployStep.UPLOAD, DeployStep.CREATE)) {
      FailureReport report = assertThrows(BuildFailure.class, () -> plain.run(1, step)).report();
      assertEquals(FailureKind.TARGET_REFUSED, report.kind());
      assertTrue(report.why().contains("8.2"), report.why());
      assertTrue(report.todo().startsWith("Set ssh: of the target"), report.todo());
    }
    assertEquals(List.of(), names());
  }

  @Test
  void refusesSeveralNodesWithTheirOwnStorages() {
    deployments.with("node", "all");
    FailureReport report = fails(FailureKind.TARGET_REFUSED, 1, DeployStep.UPLOAD);
    assertTrue(report.todo().contains("a target for each node"), report.todo());
  }

  @Test
  void refusesTheSshOfAnotherNode() {
    deployments.with("node", "pve2");
    FailureReport report = fails(FailureKind.TARGET_REFUSED, 1, DeployStep.UPLOAD);
    assertTrue(report.why().contains("it is pve1"), report.why());
    assertTrue(report.todo().contains("pve2"), report.todo());
  }
}
