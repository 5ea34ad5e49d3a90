package io.pim.host.deploy.proxmox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.deploy.TargetFinding;
import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.tools.proxmox.fake.FakeProxmox;
import io.pim.tools.proxmox.fake.StoredVolume;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images for arm64 on nodes of arm64. */
class ProxmoxArmTest extends ProxmoxFixture {
  @BeforeEach
  void useArm() {
    fake.cluster().setMachine("aarch64");
    deployments.arm();
  }

  private void allowTheTokenToSeeNodes() {
    for (String subject : List.of("deploy@pve", FakeProxmox.TOKEN_ID)) {
      fake.cluster().access().grant(subject, "/nodes", "Sys.Audit");
    }
  }

  private TargetFinding finding(String subject) throws Exception {
    try (ProxmoxDriver driver = deployments.driver()) {
      List<TargetFinding> all = driver.check(Optional.of(deployments.image(1)));
      return all.stream().filter(line -> line.subject().startsWith(subject)).findFirst().get();
    }
  }

  @Test
  void theTemplateBootsOnTheArmBoard() throws Exception {
    deployments.deploy(1);
    assertLeft("developer-arm64");
    Map<String, String> config = fake.cluster().vms().get(0).config();
    assertNull(config.get("arch"), "only root may set it");
    assertNull(config.get("machine"), "the server's default is virt");
    assertEquals("ovmf", config.get("bios"));
    assertEquals("host", config.get("cpu"));
    assertTrue(config.get("scsi1").contains("cloudinit"), config.toString());
    assertTrue(config.get("efidisk0").contains("efitype=4m,pre-enrolled-keys=0"));
    assertTrue(config.keySet().stream().noneMatch(key -> key.startsWith("ide")));
    StoredVolume disk =
        fake.cluster().storage("pve1", "local-lvm").volumes().stream()
            .filter(volume -> config.get("scsi0").startsWith("local-lvm:" + volume.name() + ","))
            .findFirst()
            .orElseThrow();
    assertArrayEquals(Deployments.bytes(1), Files.readAllBytes(disk.file().orElseThrow()));
  }

  @Test
  void usesAConfiguredCpuTypeOfArm() throws Exception {
    deployments.with("cpu", "max").deploy(1);
    assertEquals("max", fake.cluster().vms().get(0).config().get("cpu"));
  }

  /** The API accepts these, and QEMU refuses them when a clone starts. */
  @ParameterizedTest
  @ValueSource(strings = {"x86-64-v2-AES", "kvm64", "EPYC-Milan"})
  void refusesACpuTypeOfAnotherArchitecture(String type) throws Exception {
    deployments.with("cpu", type);
    TargetFinding refused = finding("CPU type");
    assertEquals("CPU type " + type, refused.subject());
    assertEquals(Optional.of(FailureKind.TARGET_REFUSED), refused.failure());
    assertTrue(refused.todo().contains("set it to host"), refused.todo());
    deployments.run(1, DeployStep.CREATE);
    FailureReport report = fails(FailureKind.TARGET_FAILED, 1, DeployStep.TRY);
    assertTrue(report.toString().contains("unable to find CPU model"), report.toString());
  }

  @Test
  void checksAnArmTargetWithoutAnImage() throws Exception {
    deployments.with("architectures", List.of("arm64")).with("cpu", "kvm64");
    try (ProxmoxDriver driver = deployments.driver()) {
      List<String> bad =
          driver.check(Optional.empty()).stream()
              .filter(line -> !line.isGood())
              .map(TargetFinding::subject)
              .toList();
      assertEquals(List.of("CPU type kvm64"), bad);
    }
  }

  @Test
  void refusesANodeOfAnotherArchitecture() throws Exception {
    allowTheTokenToSeeNodes();
    assertEquals("aarch64", finding("machine of pve1").found());
    fake.cluster().setMachine("x86_64");
    TargetFinding refused = finding("machine of pve1");
    assertEquals(Optional.of(FailureKind.TARGET_REFUSED), refused.failure());
    assertEquals("it is x86_64, and the image is for arm64", refused.found());
  }

  @Test
  void reportsThatTheTokenMayNotSeeTheMachine() throws Exception {
    TargetFinding unseen = finding("machine of pve1");
    assertTrue(unseen.isGood(), unseen.toString());
    assertEquals("not known: the token lacks Sys.Audit on /nodes/pve1", unseen.found());
  }
}
