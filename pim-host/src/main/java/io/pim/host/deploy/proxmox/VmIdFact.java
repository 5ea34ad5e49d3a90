package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.DeployFact;

/**
 * The id that a deployment's new VM has on a node. It is written before the VM is made, because a
 * VM has neither a name nor notes until its task has ended.
 */
record VmIdFact(int vmid) {
  /** The purpose of the VM. */
  enum Use {
    TEMPLATE,
    TRIAL
  }

  static DeployFact<VmIdFact> of(DeployContext context, Use use, String node) {
    return context.fact((use == Use.TEMPLATE ? "vm-" : "try-") + node, VmIdFact.class);
  }
}
