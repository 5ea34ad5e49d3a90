package io.pim.host.deploy.proxmox;

import io.pim.tools.proxmox.StorageInfo;

/**
 * Where one template goes.
 *
 * @param storage for its disks
 * @param inbox the storage on which an upload waits for its import
 */
record Placement(String node, StorageInfo storage, StorageInfo inbox) {
  /** The place of the upload: a shared one is the same for all nodes. */
  String inboxKey() {
    return (inbox.shared() ? "" : node) + ":" + inbox.id();
  }
}
