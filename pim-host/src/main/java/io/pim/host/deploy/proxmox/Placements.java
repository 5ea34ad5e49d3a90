package io.pim.host.deploy.proxmox;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.target.ProxmoxTarget;
import io.pim.tools.proxmox.NodeInfo;
import io.pim.tools.proxmox.Proxmox;
import io.pim.tools.proxmox.StorageInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Chooses the places of templates and uploads from the storages of the nodes. */
final class Placements {
  private final Proxmox proxmox;
  private final ProxmoxTarget target;

  Placements(Proxmox proxmox, ProxmoxTarget target) {
    this.proxmox = proxmox;
    this.target = target;
  }

  /** The names of the target's nodes. */
  List<String> nodes() throws InterruptedException {
    return target.isOnAllNodes()
        ? proxmox.nodes().stream().map(NodeInfo::name).sorted().toList()
        : target.nodes();
  }

  /** A place for each node, or one if the storage is shared; each with a storage for uploads. */
  List<Placement> withUploads() throws InterruptedException {
    return all(true);
  }

  /** The same without storages for uploads, which wait in a folder of the node. */
  List<Placement> withoutUploads() throws InterruptedException {
    return all(false);
  }

  private List<Placement> all(boolean uploads) throws InterruptedException {
    List<Placement> found = new ArrayList<>();
    for (String node : nodes()) {
      Placement placement = on(node, uploads);
      found.add(placement);
      if (placement.storage().shared()) {
        break;
      }
    }
    return found;
  }

  private Placement on(String node, boolean uploads) throws InterruptedException {
    List<StorageInfo> storages = proxmox.storages().of(node);
    StorageInfo storage =
        storage(storages, target.storage()).orElseThrow(() -> missing(node, target.storage()));
    if (!uploads) {
      return new Placement(node, storage, Optional.empty());
    }
    Optional<StorageInfo> inbox = inbox(storages);
    if (inbox.isEmpty()) {
      throw BuildFailure.of(
              FailureKind.TARGET_REFUSED,
              "No storage of node " + node + " accepts uploads of images")
          .where(proxmox.address() + ", node " + node)
          .why("no storage that the token may see has the content 'import'")
          .todo(inboxTodo())
          .build();
    }
    return new Placement(node, storage, inbox);
  }

  String inboxTodo() {
    return "Switch the content 'import' on for a file-based storage such as local (Datacenter,"
        + " Storage, Edit, Content), and retry.";
  }

  Optional<StorageInfo> storage(List<StorageInfo> storages, String id) {
    return storages.stream().filter(its -> its.id().equals(id)).findFirst();
  }

  /**
   * The configured storage for uploads. If none is configured, a shared one, and of several the one
   * with the most room.
   */
  Optional<StorageInfo> inbox(List<StorageInfo> storages) {
    return storages.stream()
        .filter(its -> target.importStorage().map(its.id()::equals).orElse(true))
        .filter(its -> its.holds("import"))
        .filter(StorageInfo::isUp)
        .max(
            Comparator.comparing(StorageInfo::shared)
                .thenComparingLong(StorageInfo::available)
                .thenComparing(StorageInfo::id));
  }

  private BuildFailure missing(String node, String id) {
    return BuildFailure.of(
            FailureKind.TARGET_REFUSED, "The storage " + id + " is not on node " + node)
        .where(proxmox.address() + ", node " + node)
        .why("no storage that the token may see has this name")
        .todo(
            "Correct the target's storage, or give the token Datastore.AllocateSpace on /storage/"
                + id
                + "; then retry.")
        .build();
  }
}
