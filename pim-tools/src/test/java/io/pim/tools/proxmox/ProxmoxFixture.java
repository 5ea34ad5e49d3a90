package io.pim.tools.proxmox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.unit.Sha256;
import io.pim.tools.process.Pause;
import io.pim.tools.proxmox.fake.FakeProxmox;
import io.pim.tools.tls.ServerTrust;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A client of a fake Proxmox VE with two nodes. */
abstract class ProxmoxFixture {
  static final String CREATE = "POST /nodes/{node}/qemu";
  static final String UPLOAD = "POST /nodes/{node}/storage/{storage}/upload";
  static final Pause NONE = time -> {};

  @TempDir Path folder;
  final List<String> lines = new ArrayList<>();
  FakeProxmox fake;
  Proxmox proxmox;

  @BeforeEach
  void start() throws Exception {
    use(FakeProxmox.start(folder, "pve1", "pve2"));
  }

  void use(FakeProxmox other) throws Exception {
    if (fake != null) {
      fake.close();
    }
    fake = other;
    fake.cluster().addLocal("pve1", "local", "dir", 1L << 30, "iso", "import");
    fake.cluster().addLocal("pve1", "local-lvm", "lvmthin", 1L << 40, "images");
    fake.grantAll();
    proxmox = proxmox(new ServerTrust.Pinned(fake.fingerprint()));
  }

  Proxmox proxmox(ServerTrust trust) {
    return proxmox(trust, NONE);
  }

  Proxmox proxmox(ServerTrust trust, Pause pause) {
    return new Proxmox(
        new ApiAddress("127.0.0.1", fake.port()), ApiToken.of(fake.token()), trust, pause);
  }

  @AfterEach
  void stop() throws Exception {
    fake.close();
  }

  FailureReport fails(FailureKind kind, Executable call) {
    FailureReport report = assertThrows(BuildFailure.class, call).report();
    assertEquals(kind, report.kind(), report.toString());
    assertFalse(report.toString().contains(FakeProxmox.SECRET));
    assertFalse(report.what().isEmpty() || report.where().isEmpty() || report.todo().isEmpty());
    return report;
  }

  UploadFile file(int bytes) throws Exception {
    byte[] content = new byte[bytes];
    new Random(7).nextBytes(content);
    Path path = Files.write(folder.resolve("image.raw"), content);
    return new UploadFile(path, "pim-a.raw", bytes, Sha256.ofFile(path));
  }

  void upload(UploadFile file) throws Exception {
    proxmox.storages().upload("pve1", "local", file, (sent, total) -> {}, lines::add);
  }

  boolean create(int vmid) throws Exception {
    return proxmox
        .vms()
        .create(
            "pve1",
            vmid,
            new Parameters().with("name", "a").with("agent", true).with("scsi0", "local-lvm:1"),
            lines::add);
  }
}
