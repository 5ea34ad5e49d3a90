package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.DeployContext;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.process.Pause;
import io.pim.tools.proxmox.Parameters;
import io.pim.tools.proxmox.Proxmox;
import io.pim.tools.proxmox.ProxmoxVersion;
import io.pim.tools.proxmox.QmImport;
import io.pim.tools.proxmox.StoredFile;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Imports files of a node as disks of a VM, one after the other. The VM's options show the
 * progress: an imported disk is listed as unused until it is attached.
 */
final class DiskImport {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

  private final Proxmox proxmox;
  private final ImportNode node;
  private final String storage;
  private final ProxmoxVersion version;
  private final Pause pause;

  DiskImport(
      Proxmox proxmox, ImportNode node, String storage, ProxmoxVersion version, Pause pause) {
    this.proxmox = proxmox;
    this.node = node;
    this.storage = storage;
    this.version = version;
    this.pause = pause;
  }

  /** The options of a VM. Fails if the VM does not exist. */
  Map<String, String> config(String of, int vmid) throws InterruptedException {
    return proxmox.vms().config(of, vmid).orElseThrow(() -> gone(of, vmid));
  }

  private BuildFailure gone(String of, int vmid) {
    return failure(
        "The new VM " + vmid + " is no longer on node " + of,
        "the node knows no VM of that id",
        "Find out who removed it, and retry.");
  }

  private BuildFailure failure(String what, String why, String todo) {
    return BuildFailure.of(FailureKind.TARGET_FAILED, what)
        .where(proxmox.address())
        .why(why)
        .todo(todo)
        .build();
  }

  /** Imports a disk and attaches it. Continues where an earlier try stopped. */
  void ensure(DeployContext context, Placement place, int vmid, ImportedDisk disk)
      throws IOException, InterruptedException {
    await(context, disk.job());
    Map<String, String> config = config(place.node(), vmid);
    if (config.containsKey(disk.option())) {
      return;
    }
    List<String> unused = unused(config, vmid);
    if (unused.isEmpty()) {
      run(context, place, vmid, disk);
      unused = unused(config(place.node(), vmid), vmid);
    }
    if (unused.size() != 1) {
      throw failure(
          "The new VM " + vmid + " does not have exactly the one imported disk",
          "its unused disks are " + (unused.isEmpty() ? "none" : String.join(", ", unused)),
          "Check the VM's hardware: somebody else changes it. Abort the deployment, and deploy "
              + "again.");
    }
    proxmox
        .vms()
        .set(
            place.node(),
            vmid,
            new Parameters().with(disk.option(), unused.get(0) + disk.settings()));
    context.say("VM " + vmid + " has the disk " + disk.option());
  }

  private void run(DeployContext context, Placement place, int vmid, ImportedDisk disk)
      throws IOException, InterruptedException {
    removeUnnamed(context, place.node(), vmid);
    QmImport command = new QmImport(vmid, node.path(disk.file().name()), storage, disk.format());
    context.say("importing " + disk.file().name() + " as a disk of VM " + vmid);
    node.start(disk.job(), command.words(version));
    ImportJob end = await(context, disk.job());
    if (end.state() == ImportJob.State.NONE) {
      throw BuildFailure.of(
              FailureKind.TARGET_UNREACHABLE, "The import of a disk of VM " + vmid + " was cut off")
          .where(node.shown())
          .why("the job that imports it disappeared without a result")
          .todo("Nothing: PIM tries again.")
          .build();
    }
    if (end.exitStatus() != 0) {
      throw command.failure(node.shown(), end.exitStatus(), end.output());
    }
  }

  /** Waits until a job has ended. There is no limit. */
  ImportJob await(DeployContext context, String job) throws IOException, InterruptedException {
    ImportJob now = node.job(job);
    while (now.runs()) {
      String line = node.name() + " imports a disk";
      if (now.part().isPresent()) {
        context.fraction(now.part().getAsDouble(), line);
      } else {
        context.progress().line(line);
      }
      pause.rest(BETWEEN_LOOKS);
      now = node.job(job);
    }
    return now;
  }

  private List<String> unused(Map<String, String> config, int vmid) {
    return config.entrySet().stream()
        .filter(option -> option.getKey().matches("unused\\d{1,3}"))
        .map(Map.Entry::getValue)
        .filter(volid -> isDisk(volid, vmid))
        .sorted()
        .toList();
  }

  /** Whether a volume is a disk of the VM on the target's storage. */
  private boolean isDisk(String volid, int vmid) {
    String prefix = storage + ":";
    return volid.startsWith(prefix)
        && volid
            .substring(prefix.length())
            .matches("(" + vmid + "/)?vm-" + vmid + "-disk-\\d{1,4}(\\.(raw|qcow2))?");
  }

  /** Whether the storage has no disk of a VM with this id. */
  boolean areNone(Placement place, int vmid) throws InterruptedException {
    return proxmox.storages().disks(place.node(), storage, vmid).isEmpty();
  }

  /** Removes the disks of imports that were cut off. The VM's options do not name them. */
  void removeUnnamed(DeployContext context, String of, int vmid) throws InterruptedException {
    List<StoredFile> there = proxmox.storages().disks(of, storage, vmid);
    // The options are read after the disks, so that they name each disk that is listed and
    // attached.
    Optional<Map<String, String>> config = proxmox.vms().config(of, vmid);
    if (config.isEmpty()) {
      return;
    }
    Set<String> named =
        config.get().values().stream()
            .map(value -> value.split(",", 2)[0])
            .collect(Collectors.toSet());
    for (StoredFile file : there) {
      if (isDisk(file.volid(), vmid) && !named.contains(file.volid())) {
        context.say("removing " + file.volid() + ", which an import has left");
        proxmox.storages().remove(of, storage, file.volid(), context.progress()::line);
      }
    }
  }
}
