package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.TargetFinding;
import io.pim.model.failure.FailureKind;
import io.pim.model.target.ProxmoxTarget;
import io.pim.tools.proxmox.Proxmox;
import io.pim.tools.proxmox.ProxmoxVersion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks that the token has every right that a deployment needs. Names each missing one. */
final class RightsCheck {
  private static final List<String> OF_VMS =
      List.of(
          "VM.Allocate",
          "VM.Audit",
          "VM.Config.CDROM",
          "VM.Config.CPU",
          "VM.Config.Cloudinit",
          "VM.Config.Disk",
          "VM.Config.HWType",
          "VM.Config.Memory",
          "VM.Config.Network",
          "VM.Config.Options",
          "VM.PowerMgmt");

  private final Proxmox proxmox;
  private final ProxmoxTarget target;
  private final ProxmoxVersion version;

  RightsCheck(Proxmox proxmox, ProxmoxTarget target, ProxmoxVersion version) {
    this.proxmox = proxmox;
    this.target = target;
    this.version = version;
  }

  /**
   * Checks the rights.
   *
   * @param inboxes the storages for uploads
   */
  List<TargetFinding> run(List<String> nodes, List<String> inboxes) throws InterruptedException {
    List<TargetFinding> found = new ArrayList<>();
    if (!version.importsImages()) {
      // PIM needs Datastore.Allocate to find and remove the disk of an import that was cut off.
      check(
          found,
          "/storage/" + target.storage(),
          List.of("Datastore.AllocateSpace", "Datastore.Allocate"));
      checkVms(found);
      checkBridge(found);
      return found;
    }
    for (String inbox : inboxes) {
      // PIM needs Datastore.Allocate to remove the upload; Datastore.AllocateTemplate is not
      // enough.
      check(
          found,
          "/storage/" + inbox,
          List.of("Datastore.AllocateTemplate", "Datastore.AllocateSpace", "Datastore.Allocate"));
    }
    if (!inboxes.contains(target.storage())) {
      check(found, "/storage/" + target.storage(), List.of("Datastore.AllocateSpace"));
    }
    if (target.serve().isPresent()) {
      checkDownloads(found, nodes);
    }
    checkVms(found);
    checkBridge(found);
    return found;
  }

  /** Checks the right to use the bridge. Before release 8.0, everybody had it. */
  private void checkBridge(List<TargetFinding> found) throws InterruptedException {
    if (version.isAtLeast(8, 0)) {
      check(found, "/sdn/zones/localnetwork/" + target.bridge(), List.of("SDN.Use"));
    }
  }

  /** Checks for Sys.AccessNetwork on each node, or both of the older rights on the cluster. */
  private void checkDownloads(List<TargetFinding> found, List<String> nodes)
      throws InterruptedException {
    if (proxmox.rights().on("/").containsAll(List.of("Sys.Audit", "Sys.Modify"))) {
      return;
    }
    for (String node : nodes) {
      check(found, "/nodes/" + node, List.of("Sys.AccessNetwork"));
    }
  }

  private void checkVms(List<TargetFinding> found) throws InterruptedException {
    List<String> wanted = new ArrayList<>(OF_VMS);
    if (target.common().trial()) {
      wanted.add("VM.Clone");
      // Release 9 replaced VM.Monitor with it.
      wanted.add(version.isAtLeast(9, 0) ? "VM.GuestAgent.Audit" : "VM.Monitor");
    }
    Set<String> held = new HashSet<>(proxmox.rights().on("/vms"));
    String path = target.pool().map(pool -> "/pool/" + pool).orElse("/vms");
    if (target.pool().isPresent()) {
      // Rights on a pool count for the VMs in it.
      held.addAll(proxmox.rights().on(path));
    }
    add(found, path, wanted, held);
  }

  private void check(List<TargetFinding> found, String path, List<String> wanted)
      throws InterruptedException {
    add(found, path, wanted, proxmox.rights().on(path));
  }

  private void add(List<TargetFinding> found, String path, List<String> wanted, Set<String> held) {
    List<String> missing = wanted.stream().filter(right -> !held.contains(right)).toList();
    for (String right : missing) {
      found.add(
          TargetFinding.bad(
              "right " + right + " on " + path,
              "missing",
              FailureKind.TARGET_REFUSED,
              proxmox.rights().todo(path, right)));
    }
    if (missing.isEmpty()) {
      found.add(TargetFinding.good("rights on " + path, String.join(", ", wanted)));
    }
  }
}
