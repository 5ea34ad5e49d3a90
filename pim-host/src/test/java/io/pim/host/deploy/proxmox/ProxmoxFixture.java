package io.pim.host.deploy.proxmox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.tools.proxmox.fake.FakeProxmox;
import io.pim.tools.proxmox.fake.Vm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Each test has its own cluster of two nodes, and deployments to it. */
abstract class ProxmoxFixture {
  static final String VM = "/nodes/{node}/qemu/{vmid}";

  @TempDir Path folder;
  FakeProxmox fake;
  Deployments deployments;

  @BeforeEach
  void startCluster() throws Exception {
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
  void stopCluster() throws Exception {
    fake.close();
  }

  List<String> names() {
    return fake.cluster().vms().stream().map(Vm::name).toList();
  }

  /** Asserts that nothing of deployments remains except these VMs with their disks. */
  void assertLeft(String... names) {
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

  FailureReport fails(FailureKind kind, int number, DeployStep step) {
    FailureReport report =
        assertThrows(BuildFailure.class, () -> deployments.repeat(number, step)).report();
    assertEquals(kind, report.kind(), report.toString());
    return report;
  }
}
