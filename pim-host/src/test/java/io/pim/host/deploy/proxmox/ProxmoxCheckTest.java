package io.pim.host.deploy.proxmox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.deploy.TargetFinding;
import io.pim.model.deploy.DeploySecrets;
import io.pim.model.failure.FailureKind;
import io.pim.tools.proxmox.fake.FakeProxmox;
import io.pim.tools.proxmox.fake.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxmoxCheckTest {
  @TempDir private Path folder;
  private FakeProxmox fake;
  private Deployments deployments;

  @BeforeEach
  void start() throws Exception {
    use("9.1", TestCertificate.GOOD);
  }

  private void use(String release, TestCertificate certificate) throws Exception {
    if (fake != null) {
      fake.close();
    }
    fake = FakeProxmox.start(folder, release, certificate, "pve1", "pve2");
    fake.cluster().addLocal("pve1", "local", "dir", 1L << 30, "iso", "import");
    fake.cluster().addLocal("pve1", "local-lvm", "lvmthin", 1L << 40, "images");
    fake.grantAll();
    deployments = new Deployments(fake, folder.resolve("host"));
  }

  @AfterEach
  void stop() throws Exception {
    fake.close();
  }

  private List<TargetFinding> findings() throws Exception {
    try (ProxmoxDriver driver = deployments.driver()) {
      return driver.check(Optional.of(deployments.image(1)));
    }
  }

  private TargetFinding bad() throws Exception {
    List<TargetFinding> bad = findings().stream().filter(line -> !line.isGood()).toList();
    assertEquals(1, bad.size(), bad.toString());
    assertFalse(bad.get(0).todo().isEmpty());
    assertFalse(bad.toString().contains(FakeProxmox.SECRET));
    return bad.get(0);
  }

  private void refuses(String subject, FailureKind kind) throws Exception {
    TargetFinding line = bad();
    assertEquals(subject, line.subject(), line.toString());
    assertEquals(Optional.of(kind), line.failure(), line.toString());
  }

  @Test
  void reportsNothingIfAllIsWell() throws Exception {
    List<TargetFinding> all = findings();
    assertTrue(all.stream().allMatch(TargetFinding::isGood), all.toString());
    assertEquals(List.of(), fake.cluster().tasks().types());
  }

  @Test
  void namesEveryMissingRight() throws Exception {
    List<String> rights =
        List.of(
            "VM.Allocate",
            "VM.Clone",
            "VM.Config.Cloudinit",
            "VM.GuestAgent.Audit",
            "SDN.Use",
            "Datastore.Allocate",
            "Datastore.AllocateTemplate");
    rights.forEach(right -> fake.cluster().access().revoke(right));
    TreeSet<String> missing = new TreeSet<>();
    for (TargetFinding line : findings()) {
      if (!line.isGood()) {
        missing.add(line.subject());
        assertTrue(line.todo().contains(FakeProxmox.TOKEN_ID), line.todo());
      }
    }
    assertEquals(
        new TreeSet<>(
            List.of(
                "right VM.Allocate on /vms",
                "right VM.Clone on /vms",
                "right VM.Config.Cloudinit on /vms",
                "right VM.GuestAgent.Audit on /vms",
                "right SDN.Use on /sdn/zones/localnetwork/vmbr0",
                "right Datastore.Allocate on /storage/local",
                "right Datastore.AllocateTemplate on /storage/local")),
        missing);
  }

  @Test
  void namesTheRightForDownloads() throws Exception {
    deployments.with("serve", "192.0.2.10:8901");
    refuses("right Sys.AccessNetwork on /nodes/pve1", FailureKind.TARGET_REFUSED);
    for (String subject : List.of("deploy@pve", FakeProxmox.TOKEN_ID)) {
      fake.cluster().access().grant(subject, "/", "Sys.Audit", "Sys.Modify");
    }
    assertTrue(findings().stream().allMatch(TargetFinding::isGood));
  }

  @Test
  void refusesANodeOfAnotherArchitecture() throws Exception {
    for (String subject : List.of("deploy@pve", FakeProxmox.TOKEN_ID)) {
      fake.cluster().access().grant(subject, "/nodes/pve1", "Sys.Audit");
    }
    assertTrue(findings().stream().anyMatch(line -> line.subject().equals("machine of pve1")));
    assertTrue(findings().stream().allMatch(TargetFinding::isGood));
    fake.cluster().setMachine("aarch64");
    refuses("machine of pve1", FailureKind.TARGET_REFUSED);
  }

  @Test
  void reportsATokenThatMaySeeNothing() throws Exception {
    fake.cluster().access().addToken("deploy@pve!bare", FakeProxmox.SECRET, true);
    try (ProxmoxDriver driver =
        ProxmoxDriver.open(
            deployments.target(),
            new DeploySecrets(Map.of("token", "deploy@pve!bare=" + FakeProxmox.SECRET)),
            folder,
            Deployments.CONVERTER,
            Optional.empty(),
            time -> {},
            ProxmoxDriver.REACH)) {
      List<TargetFinding> bad =
          driver.check(Optional.empty()).stream().filter(line -> !line.isGood()).toList();
      assertTrue(
          bad.stream().anyMatch(line -> line.found().contains("privilege separation")),
          bad.toString());
    }
  }

  @Test
  void acceptsRightsOnAPool() throws Exception {
    fake.cluster().addPool("templates");
    for (String subject : List.of("deploy@pve", FakeProxmox.TOKEN_ID)) {
      fake.cluster()
          .access()
          .grant(
              subject,
              "/pool/templates",
              "Pool.Audit",
              "VM.Allocate",
              "VM.Audit",
              "VM.Clone",
              "VM.Config.CDROM",
              "VM.Config.CPU",
              "VM.Config.Cloudinit",
              "VM.Config.Disk",
              "VM.Config.HWType",
              "VM.Config.Memory",
              "VM.Config.Network",
              "VM.Config.Options",
              "VM.PowerMgmt",
              "VM.GuestAgent.Audit");
      fake.cluster().access().grant(subject, "/vms");
    }
    deployments.with("pool", "templates");
    assertTrue(findings().stream().allMatch(TargetFinding::isGood), findings().toString());
    deployments.deploy(1);
    assertEquals("developer-x86-64", fake.cluster().vms().get(0).name());
    deployments.with("pool", "others");
    assertTrue(
        findings().stream()
            .anyMatch(line -> line.subject().equals("pool others") && !line.isGood()));
  }

  @Test
  void refusesAnOldRelease() throws Exception {
    use("8.3", TestCertificate.GOOD);
    refuses("version", FailureKind.TARGET_REFUSED);
    assertTrue(bad().todo().startsWith("Set ssh: of the target"), bad().todo());
  }

  @Test
  void knowsTheAgentRightOfReleaseEight() throws Exception {
    use("8.4", TestCertificate.GOOD);
    assertTrue(findings().stream().allMatch(TargetFinding::isGood), findings().toString());
  }

  @Test
  void namesANodeThatIsMissingOrDown() throws Exception {
    deployments.with("node", List.of("pve1", "pve3"));
    refuses("node pve3", FailureKind.TARGET_REFUSED);
    deployments.with("node", List.of("pve1", "pve2"));
    fake.cluster().setDown("pve2", true);
    refuses("node pve2", FailureKind.TARGET_UNREACHABLE);
  }

  @Test
  void storagesMustAcceptTheContentsOfPim() throws Exception {
    fake.cluster().storage("pve1", "local").setContent("import", false);
    refuses("uploads on pve1", FailureKind.TARGET_REFUSED);
    fake.cluster().storage("pve1", "local").setContent("import", true);
    fake.cluster().storage("pve1", "local-lvm").setContent("images", false);
    refuses("storage local-lvm on pve1", FailureKind.TARGET_REFUSED);
    fake.cluster().storage("pve1", "local-lvm").setContent("images", true);
    fake.cluster().storage("pve1", "local-lvm").setActive(false);
    refuses("storage local-lvm on pve1", FailureKind.TARGET_REFUSED);
    fake.cluster().storage("pve1", "local-lvm").setActive(true);
    fake.cluster().storage("pve1", "local-lvm").setTotal(1000);
    refuses("storage local-lvm on pve1", FailureKind.TARGET_FULL);
  }

  @Test
  void refusesANameOfAnotherVm() throws Exception {
    fake.cluster().addForeignVm(300, "developer-x86-64");
    refuses("name developer-x86-64", FailureKind.TARGET_REFUSED);
  }

  @Test
  void refusesAFullRangeOfIds() throws Exception {
    fake.cluster().addForeignVm(300, "other");
    deployments.with("vmid", "300-300");
    refuses("VM ids", FailureKind.TARGET_FULL);
  }

  @Test
  void reportsOnlyAnExpiredCertificate() throws Exception {
    use("9.1", TestCertificate.EXPIRED);
    Path ca = Files.write(folder.resolve("ca.pem"), TestCertificate.authority());
    deployments.without("fingerprint").with("ca_file", ca.toString());
    List<TargetFinding> all = findings();
    assertEquals(1, all.size(), all.toString());
    assertTrue(all.get(0).found().contains("has expired"), all.toString());
  }

  @Test
  void warnsAboutAnUncheckedCertificate() throws Exception {
    deployments.without("fingerprint").with("insecure", true);
    TargetFinding line =
        findings().stream()
            .filter(its -> its.subject().equals("certificate"))
            .findFirst()
            .orElseThrow();
    assertTrue(line.found().startsWith("NOT CHECKED"), line.found());
  }
}
