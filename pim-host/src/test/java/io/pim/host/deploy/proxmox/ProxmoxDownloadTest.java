package io.pim.host.deploy.proxmox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.tools.proxmox.fake.FakeProxmox;
import io.pim.tools.proxmox.fake.Faults.Kind;
import io.pim.tools.proxmox.fake.StoredVolume;
import io.pim.tools.proxmox.fake.Vm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that download the image from this host. */
class ProxmoxDownloadTest {
  @TempDir private Path folder;
  private FakeProxmox fake;
  private Deployments deployments;

  @BeforeEach
  void start() throws Exception {
    fake = FakeProxmox.start(folder, "pve1");
    fake.cluster().addLocal("pve1", "local", "dir", 1L << 30, "import");
    fake.cluster().addLocal("pve1", "local-lvm", "lvmthin", 1L << 40, "images");
    fake.grantAll();
    deployments = new Deployments(fake, folder.resolve("host")).with("try", false);
  }

  @AfterEach
  void stop() throws Exception {
    fake.close();
  }

  /** Asserts that nothing of deployments remains except these VMs. */
  private void assertLeft(String... names) {
    assertEquals(List.of(names), fake.cluster().vms().stream().map(Vm::name).toList());
    assertEquals(List.of(), fake.cluster().tasks().running());
    assertEquals(List.of(), fake.cluster().storage("pve1", "local").volumes());
  }

  private long count(String type) {
    return fake.cluster().tasks().types().stream().filter(type::equals).count();
  }

  private void grantDownloads() {
    for (String subject : List.of("deploy@pve", FakeProxmox.TOKEN_ID)) {
      fake.cluster().access().grant(subject, "/nodes/pve1", "Sys.AccessNetwork");
    }
  }

  private byte[] disk(String node, int vmid) throws Exception {
    StoredVolume disk =
        fake.cluster().storage(node, "local-lvm").volumes().stream()
            .filter(volume -> volume.name().equals("base-" + vmid + "-disk-0"))
            .findFirst()
            .orElseThrow();
    return Files.readAllBytes(disk.file().orElseThrow());
  }

  @Test
  void aNodeDownloadsTheImageFromThisHost() throws Exception {
    grantDownloads();
    deployments.with("serve", "127.0.0.1").deploy(1);
    assertLeft("developer-x86-64");
    assertEquals(1, count("download"));
    assertEquals(0, count("imgcopy"));
    assertArrayEquals(Deployments.bytes(1), disk("pve1", 100));
    deployments.run(2, DeployStep.UPLOAD);
    deployments.run(2, DeployStep.UPLOAD);
    assertEquals(2, count("download"), "an existing image is not downloaded again");
    deployments.undo(2);
    assertLeft("developer-x86-64");
  }

  @Test
  void aNodeThatCannotReachThisHostGetsAnUpload() throws Exception {
    grantDownloads();
    fake.cluster().tasks().failNext("download", "download failed: wget: Connection refused");
    deployments.with("serve", "127.0.0.1").deploy(1);
    assertLeft("developer-x86-64");
    assertEquals(1, count("download"));
    assertEquals(1, count("imgcopy"));
    assertArrayEquals(Deployments.bytes(1), disk("pve1", 100));
  }

  /** As behind a firewall that drops packets: wget would retry for most of an hour. */
  @Test
  void stopsTheDownloadOfANodeThatNeverConnectsAndUploads() throws Exception {
    grantDownloads();
    fake.cluster().tasks().hold("download");
    deployments.with("serve", "127.0.0.1").reachedWithin(Duration.ZERO).deploy(1);
    assertLeft("developer-x86-64");
    assertEquals(1, count("imgcopy"));
    assertTrue(fake.faults().served().contains("DELETE /nodes/{node}/tasks/{upid}"));
    assertArrayEquals(Deployments.bytes(1), disk("pve1", 100));
  }

  @Test
  void aDownloadWhoseAnswerIsLostHappensOnce() throws Exception {
    grantDownloads();
    fake.faults().next("POST /nodes/{node}/storage/{storage}/download-url", Kind.DROP_AFTER);
    deployments.with("serve", "127.0.0.1").deploy(1);
    assertEquals(1, count("download"));
    assertLeft("developer-x86-64");
  }

  @Test
  void refusesADownloadWithoutTheRight() throws Exception {
    deployments.with("serve", "127.0.0.1");
    FailureReport report =
        assertThrows(BuildFailure.class, () -> deployments.run(1, DeployStep.UPLOAD)).report();
    assertEquals(FailureKind.TARGET_REFUSED, report.kind(), report.toString());
    assertTrue(report.why().contains("Permission check failed"), report.toString());
  }
}
