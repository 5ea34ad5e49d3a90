package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.DeployContext;
import io.pim.tools.proxmox.Proxmox;
import io.pim.tools.proxmox.Vms;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Removes templates and machines of PIM. */
final class Removal {
  private final Proxmox proxmox;

  Removal(Proxmox proxmox) {
    this.proxmox = proxmox;
  }

  /** Removes a VM, running or not. Returns false if linked clones depend on it. */
  boolean remove(DeployContext context, OwnVm vm) throws InterruptedException {
    proxmox.tasks().settle(vm.node(), vm.vmid(), context.progress()::line);
    Optional<Boolean> runs = proxmox.vms().runs(vm.node(), vm.vmid());
    if (runs.isEmpty()) {
      return true;
    }
    if (runs.get()) {
      proxmox.vms().stop(vm.node(), vm.vmid(), context.progress()::line);
    }
    Vms.Removal removal = proxmox.vms().destroy(vm.node(), vm.vmid(), context.progress()::line);
    return removal == Vms.Removal.REMOVED;
  }

  /** Removes VMs. Returns a line for each one that was removed. */
  List<String> removeAll(DeployContext context, List<OwnVm> vms) throws InterruptedException {
    List<String> removed = new ArrayList<>();
    // Clones go before the templates that they depend on.
    List<OwnVm> clonesFirst =
        vms.stream().sorted(Comparator.comparing(vm -> vm.info().template())).toList();
    for (OwnVm vm : clonesFirst) {
      String kind = vm.info().template() ? "template " : "VM ";
      if (remove(context, vm)) {
        removed.add(kind + vm.shown() + " (" + vm.id() + ")");
      } else {
        context.say(kind + vm.shown() + " stays: linked clones depend on it");
      }
    }
    return removed;
  }
}
