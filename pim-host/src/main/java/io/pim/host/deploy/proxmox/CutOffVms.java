package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.DeployContext;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.proxmox.Proxmox;
import java.io.IOException;
import java.util.Optional;

/**
 * Finds VMs whose task was cut off, for example when their node lost power. Such a VM has a lock
 * and no notes, and no token may remove a lock.
 */
final class CutOffVms {
  private final Proxmox proxmox;

  CutOffVms(Proxmox proxmox) {
    this.proxmox = proxmox;
  }

  /** Waits for the task that an earlier try began on the node. */
  void settle(DeployContext context, VmIdFact.Use use, String node)
      throws IOException, InterruptedException {
    Optional<VmIdFact> begun = VmIdFact.of(context, use, node).read();
    if (begun.isPresent()) {
      proxmox.tasks().settle(node, begun.get().vmid(), context.progress()::line);
    }
  }

  /** Fails if the creation of this deployment's VM on the node was cut off. */
  void refuse(DeployContext context, VmIdFact.Use use, String node)
      throws IOException, InterruptedException {
    Optional<VmIdFact> begun = VmIdFact.of(context, use, node).read();
    if (begun.isPresent() && isCutOff(use, node, begun.get().vmid())) {
      throw failure(node, begun.get().vmid());
    }
  }

  private boolean isCutOff(VmIdFact.Use use, String node, int vmid) throws InterruptedException {
    boolean locked =
        proxmox.vms().all().stream()
            .filter(vm -> vm.vmid() == vmid && vm.node().equals(node))
            .filter(vm -> vm.lock().equals(use == VmIdFact.Use.TRIAL ? "clone" : "create"))
            .anyMatch(vm -> !vm.hasTag(ProxmoxNames.TAG));
    // Without such a task, somebody else has taken the id and is about to make a VM.
    return locked
        && (use == VmIdFact.Use.TRIAL || proxmox.tasks().hasBegun(node, "qmcreate", vmid));
  }

  private BuildFailure failure(String node, int vmid) {
    return BuildFailure.of(
            FailureKind.TARGET_FAILED, "The creation of VM " + vmid + " was cut off on " + node)
        .where(proxmox.address() + ", VM " + vmid)
        .why("the VM is locked, and no task works on it")
        .todo(
            "On "
                + node
                + ", check VM "
                + vmid
                + ", remove it with 'qm unlock "
                + vmid
                + " && qm "
                + "destroy "
                + vmid
                + "', and retry.")
        .build();
  }
}
