package io.pim.host.deploy.proxmox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.deploy.TargetDeployment;
import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.BuildFailure;
import io.pim.tools.proxmox.fake.Faults.Kind;
import io.pim.tools.proxmox.fake.StoredVolume;
import io.pim.tools.proxmox.fake.Vm;
import io.pim.workflows.activity.DeployNote;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Deployments that succeed: their templates, switches and removals. */
class ProxmoxDriverTest extends ProxmoxFixture {
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
  void warningsAreNotFailures() throws Exception {
    for (String type : List.of("imgcopy", "qmcreate", "qmtemplate", "qmclone", "qmstart")) {
      fake.cluster().tasks().warnNext(type);
    }
    deployments.deploy(1);
    assertLeft("developer-x86-64");
  }

  @Test
  void repeatsNoUploadIfTheBytesAreThere() throws Exception {
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

  /** Thick LVM has no linked clones: there the trial machine is a full copy. */
  @Test
  void aTrialOnThickLvmIsAFullCopy() throws Exception {
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
  void keepsAsManyAsConfigured() throws Exception {
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
  void keepsTheCurrentOneEvenIfItIsOld() throws Exception {
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
  void theInventoryShowsTheStateOfEach() throws Exception {
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
