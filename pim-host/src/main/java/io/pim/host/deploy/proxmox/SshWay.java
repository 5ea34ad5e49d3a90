package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.DeployContext;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.proxmox.Parameters;
import io.pim.tools.proxmox.Proxmox;
import io.pim.tools.proxmox.UploadFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sends a file to a folder of the node over SSH, and makes the node's own {@code qm} import it, as
 * releases before 8.4 require. Everything else goes over the API.
 */
final class SshWay implements ImageWay {
  private static final String BOOT = "order=scsi0";

  private final Proxmox proxmox;
  private final Placements placements;
  private final ImageForUpload images;
  private final ImportNode node;
  private final TemplateCreation creation;
  private final TemplateOptions options;
  private final DiskImport disks;

  SshWay(
      Proxmox proxmox,
      Placements placements,
      ImageForUpload images,
      ImportNode node,
      TemplateCreation creation,
      TemplateOptions options,
      DiskImport disks) {
    this.proxmox = proxmox;
    this.placements = placements;
    this.images = images;
    this.node = node;
    this.creation = creation;
    this.options = options;
    this.disks = disks;
  }

  @Override
  public List<Placement> places() throws IOException, InterruptedException {
    List<Placement> all = placements.withoutUploads();
    if (all.size() > 1) {
      throw refused(
          "Over SSH a target reaches one node",
          "the target has " + all.size() + " nodes, each with a storage of its own",
          "Make a target for each node, or use a shared storage; then retry.");
    }
    return all;
  }

  private BuildFailure refused(String what, String why, String todo) {
    return BuildFailure.of(FailureKind.TARGET_REFUSED, what)
        .where(node.shown())
        .why(why)
        .todo(todo)
        .build();
  }

  @Override
  public int upload(DeployContext context, List<Placement> places)
      throws IOException, InterruptedException {
    int sent = 0;
    for (Placement place : places) {
      Optional<OwnVm> vm = creation.find(context, place);
      List<ImportedDisk> missing = missing(context, place, vm);
      if (missing.isEmpty()) {
        continue;
      }
      requireNode(place);
      node.prepare();
      for (ImportedDisk disk : missing) {
        UploadFile file = disk.file();
        context.say("sending " + file.name() + " to " + node.shown());
        if (node.bring(context, file)) {
          sent++;
        } else {
          context.say(file.name() + " is already there");
        }
      }
    }
    return sent;
  }

  /** The disks that the deployment's VM lacks. */
  private List<ImportedDisk> missing(DeployContext context, Placement place, Optional<OwnVm> vm)
      throws IOException, InterruptedException {
    Map<String, String> config =
        vm.isPresent() ? disks.config(place.node(), vm.get().vmid()) : Map.of();
    List<ImportedDisk> all =
        ImportedDisk.of(UploadFiles.of(context, images), options.formatOn(place));
    return all.stream().filter(disk -> !config.containsKey(disk.option())).toList();
  }

  /** A disk can be imported only on the node that has the VM. */
  private void requireNode(Placement place) throws IOException, InterruptedException {
    String name = node.name();
    if (!name.equals(place.node())) {
      throw refused(
          "The target's ssh: leads to another node",
          "it is " + name + ", and the template goes to " + place.node(),
          "Set host: of the target's ssh: to the address of " + place.node() + ", and retry.");
    }
  }

  @Override
  public void create(DeployContext context, List<Placement> places)
      throws IOException, InterruptedException {
    for (Placement place : places) {
      OwnVm vm = vm(context, place);
      List<ImportedDisk> missing = missing(context, place, Optional.of(vm));
      if (!missing.isEmpty()) {
        // Somebody may have removed the upload meanwhile. Then it is sent again.
        upload(context, List.of(place));
      }
      for (ImportedDisk disk : missing) {
        disks.ensure(context, place, vm.vmid(), disk);
      }
      if (!BOOT.equals(disks.config(place.node(), vm.vmid()).get("boot"))) {
        proxmox.vms().set(place.node(), vm.vmid(), new Parameters().with("boot", BOOT));
      }
    }
  }

  private OwnVm vm(DeployContext context, Placement place)
      throws IOException, InterruptedException {
    Optional<OwnVm> known = creation.find(context, place);
    if (known.isPresent()) {
      return known.get();
    }
    creation.create(
        context,
        place,
        vmid -> options.withoutDisk(context, place, vmid),
        // With this rule, every disk of that id is PIM's, even one that the VM does not name.
        vmid -> disks.areNone(place, vmid));
    return creation.find(context, place).orElseThrow(() -> creation.gone(place));
  }

  @Override
  public void settle(DeployContext context, List<OwnVm> vms)
      throws IOException, InterruptedException {
    settle(context, ProxmoxNames.uploadPrefix(context.id()));
    for (OwnVm vm : vms) {
      settle(context, ProxmoxNames.uploadPrefix(vm.id()));
      if (!vm.info().template()) {
        disks.removeUnnamed(context, vm.node(), vm.vmid());
      }
    }
  }

  private void settle(DeployContext context, String prefix)
      throws IOException, InterruptedException {
    for (String file : startingWith(prefix)) {
      if (ImportedDisk.isLock(file)) {
        disks.await(context, ImportedDisk.jobOfLock(file));
      }
    }
  }

  private List<String> startingWith(String prefix) throws IOException, InterruptedException {
    return node.files().stream().filter(name -> name.startsWith(prefix)).sorted().toList();
  }

  @Override
  public List<String> clear(DeployContext context, List<Placement> places)
      throws IOException, InterruptedException {
    return clear(context, ProxmoxNames.uploadPrefix(context.id()));
  }

  @Override
  public List<String> clearLine(DeployContext context, List<Placement> places)
      throws IOException, InterruptedException {
    return clear(context, ProxmoxNames.linePrefix(context.plan()));
  }

  private List<String> clear(DeployContext context, String prefix)
      throws IOException, InterruptedException {
    settle(context, prefix);
    List<String> removed = new ArrayList<>();
    for (String name : startingWith(prefix)) {
      node.delete(name);
      if (!ImportedDisk.isOfJob(name)) {
        removed.add("upload " + name + " on " + node.shown());
      }
    }
    node.leave();
    return removed;
  }

  @Override
  public void close() {
    node.close();
  }
}
