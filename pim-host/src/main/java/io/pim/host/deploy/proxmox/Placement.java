package io.pim.host.deploy.proxmox;

import io.pim.tools.proxmox.StorageInfo;
import java.util.Optional;

/**
 * The place of one template.
 *
 * @param storage for its disks
 * @param uploads the storage on which an upload waits for its import; empty if it waits in a folder
 *     of the node
 */
record Placement(String node, StorageInfo storage, Optional<StorageInfo> uploads) {
  StorageInfo inbox() {
    return uploads.orElseThrow();
  }

  /** Names the place of the upload, which is the same for all nodes if the storage is shared. */
  String inboxKey() {
    return (inbox().shared() ? "" : node) + ":" + inbox().id();
  }
}
