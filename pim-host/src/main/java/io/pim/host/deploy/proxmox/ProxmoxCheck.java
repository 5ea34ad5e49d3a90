package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.TargetFinding;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.target.CertificateCheck;
import io.pim.model.target.ProxmoxTarget;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.tools.proxmox.NodeInfo;
import io.pim.tools.proxmox.Proxmox;
import io.pim.tools.proxmox.ProxmoxVersion;
import io.pim.tools.proxmox.StorageInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Checks that a target allows a deployment. Makes a line for each property; changes nothing. */
final class ProxmoxCheck {
  private final Proxmox proxmox;
  private final ProxmoxTarget target;
  private final Placements placements;
  private final OwnVms own;
  private final Optional<ImportNode> node;

  ProxmoxCheck(
      Proxmox proxmox,
      ProxmoxTarget target,
      Placements placements,
      OwnVms own,
      Optional<ImportNode> node) {
    this.node = node;
    this.proxmox = proxmox;
    this.target = target;
    this.placements = placements;
    this.own = own;
  }

  List<TargetFinding> run(Optional<DeployedImage> image) throws IOException, InterruptedException {
    List<TargetFinding> found = new ArrayList<>();
    try {
      ProxmoxVersion version = proxmox.version();
      found.add(certificate());
      found.add(release(version));
      List<String> nodes = nodes(found);
      Optional<Architecture> architecture = architecture(image);
      if (architecture.isPresent()) {
        found.addAll(
            new MachineCheck(proxmox, new CpuType(target, version)).run(nodes, architecture.get()));
      }
      Map<String, List<StorageInfo>> storages = storages(nodes);
      storages.forEach((on, its) -> found.add(storage(on, its, image)));
      if (version.importsImages()) {
        storages.forEach((on, its) -> found.add(uploads(on, its, image)));
      } else if (node.isPresent()) {
        found.addAll(
            new SshCheck(node.get(), target, placements, version).run(nodes, storages, image));
      }
      found.addAll(new RightsCheck(proxmox, target, version).run(nodes, inboxes(storages)));
      pool().ifPresent(found::add);
      if (image.isPresent()) {
        found.add(name(image.get()));
      }
      found.add(ids());
    } catch (BuildFailure e) {
      FailureReport report = e.report();
      found.add(TargetFinding.bad(report.what(), report.why(), report.kind(), report.todo()));
    }
    return found;
  }

  /** The architecture of the image, or the only one that the target takes. */
  private Optional<Architecture> architecture(Optional<DeployedImage> image) {
    Set<Architecture> taken = Set.copyOf(target.common().architectures());
    return image
        .map(DeployedImage::architecture)
        .or(() -> taken.size() == 1 ? taken.stream().findFirst() : Optional.empty());
  }

  private TargetFinding certificate() {
    CertificateCheck certificate = target.certificate();
    return TargetFinding.good(
        "certificate",
        certificate instanceof CertificateCheck.Insecure
            ? "NOT CHECKED, as 'insecure' says: anyone in between can read the token"
            : certificate instanceof CertificateCheck.Pinned
                ? "has the configured fingerprint"
                : "is trusted");
  }

  private TargetFinding release(ProxmoxVersion version) {
    if (version.importsImages()) {
      return TargetFinding.good("version", "Proxmox VE " + version);
    }
    return node.isPresent()
        ? TargetFinding.good("version", "Proxmox VE " + version + ", which imports over SSH")
        : TargetFinding.bad(
            "version",
            OldRelease.why(version),
            FailureKind.TARGET_REFUSED,
            OldRelease.todo(target));
  }

  private List<String> nodes(List<TargetFinding> found) throws InterruptedException {
    Map<String, Boolean> known =
        proxmox.nodes().stream().collect(Collectors.toMap(NodeInfo::name, NodeInfo::online));
    List<String> usable = new ArrayList<>();
    for (String node : placements.nodes()) {
      if (!known.containsKey(node)) {
        found.add(
            TargetFinding.bad(
                "node " + node,
                "the cluster has no such node, but " + String.join(", ", known.keySet()),
                FailureKind.TARGET_REFUSED,
                "Correct the target's node."));
      } else if (!known.get(node)) {
        found.add(
            TargetFinding.bad(
                "node " + node,
                "it is offline",
                FailureKind.TARGET_UNREACHABLE,
                "Start the node, or take it out of the target's node list."));
      } else {
        found.add(TargetFinding.good("node " + node, "online"));
        usable.add(node);
      }
    }
    return usable;
  }

  private Map<String, List<StorageInfo>> storages(List<String> nodes) throws InterruptedException {
    Map<String, List<StorageInfo>> storages = new LinkedHashMap<>();
    for (String node : nodes) {
      storages.put(node, proxmox.storages().of(node));
    }
    return storages;
  }

  private TargetFinding storage(
      String on, List<StorageInfo> storages, Optional<DeployedImage> image) {
    String subject = "storage " + target.storage() + " on " + on;
    return placements
        .storage(storages, target.storage())
        .map(its -> usable(subject, its, "images", image))
        .orElseGet(() -> missing(subject, target.storage(), storages));
  }

  private TargetFinding uploads(
      String on, List<StorageInfo> storages, Optional<DeployedImage> image) {
    return placements
        .inbox(storages)
        .map(its -> usable("uploads to " + its.id() + " on " + on, its, "import", image))
        .orElseGet(
            () ->
                TargetFinding.bad(
                    "uploads on " + on,
                    target
                            .importStorage()
                            .map(id -> "the storage " + id + " lacks")
                            .orElse("no storage that the token may see has")
                        + " the content 'import'",
                    FailureKind.TARGET_REFUSED,
                    placements.inboxTodo()));
  }

  private List<String> inboxes(Map<String, List<StorageInfo>> storages) {
    return storages.values().stream()
        .flatMap(its -> placements.inbox(its).stream())
        .map(StorageInfo::id)
        .distinct()
        .toList();
  }

  private static TargetFinding missing(String subject, String id, List<StorageInfo> storages) {
    return TargetFinding.bad(
        subject,
        storages.isEmpty()
            ? "the token may see no storage at all: a token with privilege separation has no"
                + " rights at first"
            : "there is none that the token may see, but "
                + storages.stream().map(StorageInfo::id).collect(Collectors.joining(", ")),
        FailureKind.TARGET_REFUSED,
        "Correct the target's storage, or give the token and its user Datastore.AllocateSpace on"
            + " /storage/"
            + id
            + ".");
  }

  private static TargetFinding usable(
      String subject, StorageInfo storage, String content, Optional<DeployedImage> image) {
    if (!storage.isUp()) {
      return TargetFinding.bad(
          subject,
          storage.enabled() ? "it is not active" : "it is disabled",
          FailureKind.TARGET_REFUSED,
          "Enable the storage, or name another one.");
    }
    if (!storage.holds(content)) {
      return TargetFinding.bad(
          subject,
          "it lacks the content '" + content + "'",
          FailureKind.TARGET_REFUSED,
          "Switch the content on (Datacenter, Storage, Edit, Content), or name another storage.");
    }
    return room(
        subject, storage.available(), image, "Make room on the storage, or name another one.");
  }

  /** Checks that the image fits. */
  static TargetFinding room(
      String subject, long available, Optional<DeployedImage> image, String todo) {
    Function<Long, String> rounded = bytes -> bytes > 0 ? new ByteSize(bytes).rounded() : "0B";
    long needed = image.map(DeployedImage::size).orElse(0L);
    String free = rounded.apply(available) + " free";
    return available < needed
        ? TargetFinding.bad(
            subject,
            free + ", and the image has " + rounded.apply(needed),
            FailureKind.TARGET_FULL,
            todo)
        : TargetFinding.good(subject, free);
  }

  private Optional<TargetFinding> pool() throws InterruptedException {
    if (target.pool().isEmpty()) {
      return Optional.empty();
    }
    String pool = target.pool().get();
    return Optional.of(
        proxmox.pools().contains(pool)
            ? TargetFinding.good("pool " + pool, "exists")
            : TargetFinding.bad(
                "pool " + pool,
                "there is none that the token may see",
                FailureKind.TARGET_REFUSED,
                "Make the pool (Datacenter, Permissions, Pools), or give the token and its user"
                    + " Pool.Audit on /pool/"
                    + pool
                    + "."));
  }

  private TargetFinding name(DeployedImage image) throws InterruptedException {
    String name =
        ProxmoxNames.dnsName(target.common().name().of(image.profile(), image.architecture()));
    List<Integer> ours = own.all().stream().map(OwnVm::vmid).toList();
    List<String> others =
        proxmox.vms().all().stream()
            .filter(vm -> vm.name().equals(name) && !ours.contains(vm.vmid()))
            .map(vm -> Integer.toString(vm.vmid()))
            .toList();
    return others.isEmpty()
        ? TargetFinding.good("name " + name, "no VM but PIM's has it")
        : TargetFinding.bad(
            "name " + name,
            "VM " + String.join(", ", others) + " has it, and PIM did not make it",
            FailureKind.TARGET_REFUSED,
            "Rename that VM, or set another name for the target.");
  }

  private TargetFinding ids() throws InterruptedException {
    Optional<Integer> free = proxmox.vms().freeId(target.vmIds().first(), target.vmIds().last());
    return free.isPresent()
        ? TargetFinding.good("VM ids", "the next one is " + free.get())
        : TargetFinding.bad(
            "VM ids",
            "none is free in " + target.vmIds(),
            FailureKind.TARGET_FULL,
            "Remove VMs there, or set a larger range as the target's vmid.");
  }
}
