package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.Kept;
import io.pim.model.deploy.DeployPlan;
import io.pim.model.files.DeploymentId;
import io.pim.tools.proxmox.Proxmox;
import io.pim.tools.proxmox.VmInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the VMs that PIM has made, by their tags and notes on the target. */
final class OwnVms {
  private final Proxmox proxmox;
  private final ProxmoxNames names;

  OwnVms(Proxmox proxmox, ProxmoxNames names) {
    this.proxmox = proxmox;
    this.names = names;
  }

  /** All templates and machines of PIM, lowest id first. */
  List<OwnVm> all() throws InterruptedException {
    List<OwnVm> found = new ArrayList<>();
    for (VmInfo info : proxmox.vms().all()) {
      if (info.hasTag(ProxmoxNames.TAG)) {
        read(info).ifPresent(found::add);
      }
    }
    found.sort(Comparator.comparingInt(OwnVm::vmid));
    return found;
  }

  private Optional<OwnVm> read(VmInfo listed) throws InterruptedException {
    Optional<Map<String, String>> config = proxmox.vms().config(listed.node(), listed.vmid());
    return config
        .flatMap(options -> VmNotes.parse(options.getOrDefault("description", "")))
        .filter(notes -> notes.vmid() == listed.vmid())
        .map(notes -> new OwnVm(listed.by(config.get()), notes));
  }

  /** The VMs that one deployment has made. */
  List<OwnVm> of(DeploymentId id) throws InterruptedException {
    return all().stream().filter(vm -> vm.id().equals(id)).toList();
  }

  /** The templates of the plan's target, profile and architecture. */
  List<OwnVm> templates(DeployPlan plan) throws InterruptedException {
    return line(plan).stream().filter(vm -> vm.info().template()).toList();
  }

  /** All VMs of the plan's target, profile and architecture. */
  List<OwnVm> line(DeployPlan plan) throws InterruptedException {
    return all().stream()
        .filter(vm -> vm.id().target().equals(plan.target()))
        .filter(vm -> vm.id().profile().equals(plan.image().profile()))
        .filter(vm -> vm.id().architecture() == plan.image().architecture())
        .toList();
  }

  /** The deployments of some templates, the newest first. */
  static List<DeploymentId> ids(List<OwnVm> templates) {
    return templates.stream().map(OwnVm::id).distinct().sorted(Kept.NEWEST_FIRST).toList();
  }

  /** The deployments whose templates have the name of the current one, the newest first. */
  List<DeploymentId> current(List<OwnVm> templates) {
    return ids(templates.stream().filter(this::isCurrent).toList());
  }

  boolean isCurrent(OwnVm vm) {
    return vm.info().template() && vm.info().name().equals(names.current(vm.id()));
  }

  boolean isTrial(OwnVm vm) {
    return !vm.info().template() && vm.info().name().equals(names.trial(vm.id()));
  }
}
