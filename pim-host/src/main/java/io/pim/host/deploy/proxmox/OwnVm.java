package io.pim.host.deploy.proxmox;

import io.pim.model.files.DeploymentId;
import io.pim.tools.proxmox.VmInfo;

/** A template or machine that PIM has made. */
record OwnVm(VmInfo info, VmNotes notes) {
  DeploymentId id() {
    return notes.id();
  }

  int vmid() {
    return info.vmid();
  }

  String node() {
    return info.node();
  }

  /** Its id and node, for messages. */
  String shown() {
    return info.vmid() + " on " + info.node();
  }
}
