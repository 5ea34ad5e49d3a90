package io.pim.host.deploy.proxmox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.model.deploy.DeployStep;
import io.pim.tools.proxmox.fake.Vm;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Undoes a switch of templates. */
class ProxmoxSwitchBackTest extends ProxmoxFixture {
  @BeforeEach
  void deployFirst() throws Exception {
    deployments.with("try", false).deploy(1);
  }

  private List<Integer> current() {
    return fake.cluster().vms().stream()
        .filter(vm -> vm.name().equals("developer-x86-64"))
        .map(Vm::vmid)
        .toList();
  }

  private void deployUpToTheSwitch(int number) throws Exception {
    for (DeployStep step : List.of(DeployStep.UPLOAD, DeployStep.CREATE, DeployStep.SWITCH)) {
      deployments.repeat(number, step);
    }
  }

  private void loseFacts(int number) throws Exception {
    Files.delete(deployments.context(number, DeployStep.SWITCH).folder().facts("switch"));
  }

  @Test
  void switchesBackToTheNewestIfTheFactsAreLost() throws Exception {
    deployUpToTheSwitch(2);
    loseFacts(2);
    deployments.undo(2);
    assertEquals(List.of(100), current());
  }

  @Test
  void switchesBackToTheNewestIfThePredecessorIsMissing() throws Exception {
    deployments.deploy(2);
    deployUpToTheSwitch(3);
    loseFacts(2);
    deployments.undo(2);
    deployments.undo(3);
    assertEquals(List.of(100), current());
  }
}
