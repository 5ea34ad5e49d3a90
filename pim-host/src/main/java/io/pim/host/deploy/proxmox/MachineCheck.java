package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.TargetFinding;
import io.pim.model.failure.FailureKind;
import io.pim.model.unit.Architecture;
import io.pim.tools.proxmox.Proxmox;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks that the nodes can run images of an architecture. Only root can give a VM another
 * architecture than its node's, so PIM never does.
 */
final class MachineCheck {
  private final Proxmox proxmox;
  private final CpuType cpu;

  MachineCheck(Proxmox proxmox, CpuType cpu) {
    this.proxmox = proxmox;
    this.cpu = cpu;
  }

  List<TargetFinding> run(List<String> nodes, Architecture architecture)
      throws InterruptedException {
    List<TargetFinding> found = new ArrayList<>();
    for (String node : nodes) {
      found.add(machine(node, architecture));
    }
    found.add(cpu.check(architecture));
    return found;
  }

  private TargetFinding machine(String node, Architecture architecture)
      throws InterruptedException {
    String subject = "machine of " + node;
    if (!proxmox.rights().on("/nodes/" + node).contains("Sys.Audit")) {
      return TargetFinding.good(subject, "not known: the token lacks Sys.Audit on /nodes/" + node);
    }
    String machine = proxmox.machine(node);
    if (machine.isEmpty()) {
      return TargetFinding.good(subject, "not known");
    }
    return machine.equals(architecture.qemuName())
        ? TargetFinding.good(subject, machine)
        : TargetFinding.bad(
            subject,
            "it is " + machine + ", and the image is for " + architecture,
            FailureKind.TARGET_REFUSED,
            "Set node: to a node of that architecture, or list only the architectures of the"
                + " target's nodes as architectures:.");
  }
}
