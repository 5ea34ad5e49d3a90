package io.pim.host.deploy.proxmox;

import io.pim.tools.proxmox.StorageInfo;
import java.util.Optional;

/**
 * Where one template goes.
 *
 * @param storage for its disks
 * @param uploads the storage on which an upload waits for its import; empty where it waits in a
 *     folder of the node
 */
record Placement(String node, StorageInfo storage, Optional<StorageInfo> uploads) {
  StorageInfo inbox() {
    return uploads.orElseThrow();
  }

  /** The place of the upload: a shared one is the same for all nodes. */
  String inboxKey() {
    return (inbox().shared() ? "" : node) + ":" + inbox().id();
  }
}
