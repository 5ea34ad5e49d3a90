package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.DeployContext;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.target.ProxmoxTarget;
import io.pim.tools.proxmox.Parameters;
import io.pim.tools.proxmox.Proxmox;
import java.io.IOException;
import java.util.Optional;
import java.util.function.IntFunction;

/** Makes the template of a deployment on a node, or finds the VM that an earlier try made. */
final class TemplateCreation {
  /** How many ids in a row others may take first. */
  private static final int MOST_IDS = 20;

  private final Proxmox proxmox;
  private final ProxmoxTarget target;
  private final OwnVms own;
  private final CutOffVms cutOff;

  TemplateCreation(Proxmox proxmox, ProxmoxTarget target, OwnVms own, CutOffVms cutOff) {
    this.proxmox = proxmox;
    this.target = target;
    this.own = own;
    this.cutOff = cutOff;
  }

  /** Turns the VM into a template, unless it already is one. */
  void makeTemplate(DeployContext context, Placement place)
      throws IOException, InterruptedException {
    OwnVm vm = find(context, place).orElseThrow(() -> gone(place));
    if (!vm.info().template()) {
      proxmox.vms().template(vm.node(), vm.vmid(), context.progress()::line);
      context.say("template " + vm.shown() + " is made");
    }
  }

  BuildFailure gone(Placement place) {
    return BuildFailure.of(
            FailureKind.TARGET_FAILED, "The new VM is no longer on node " + place.node())
        .where(proxmox.address())
        .why("no VM there has the notes of this deployment")
        .todo("Find out who removed it or changed its notes, and retry.")
        .build();
  }

  /** The VM of this deployment on the node. */
  Optional<OwnVm> find(DeployContext context, Placement place)
      throws IOException, InterruptedException {
    cutOff.settle(context, VmIdFact.Use.TEMPLATE, place.node());
    cutOff.refuse(context, VmIdFact.Use.TEMPLATE, place.node());
    return own.of(context.id()).stream()
        .filter(vm -> vm.node().equals(place.node()) && !own.isTrial(vm))
        .findFirst();
  }

  /** Decides whether a new VM may have an id. */
  @FunctionalInterface
  interface IdRule {
    boolean allows(int vmid) throws InterruptedException;
  }

  /** Makes the VM, with an id that is free and allowed. */
  void create(DeployContext context, Placement place, IntFunction<Parameters> options, IdRule rule)
      throws IOException, InterruptedException {
    for (int tries = 0; tries < MOST_IDS; tries++) {
      int vmid = freeId(context, rule);
      VmIdFact.of(context, VmIdFact.Use.TEMPLATE, place.node()).write(new VmIdFact(vmid));
      context.say("creating VM " + vmid + " on " + place.node());
      if (proxmox.vms().create(place.node(), vmid, options.apply(vmid), context.progress()::line)) {
        return;
      }
      context.say("somebody else has taken VM id " + vmid);
    }
    throw noId(proxmox, target, "others took " + MOST_IDS + " ids in a row");
  }

  private int freeId(DeployContext context, IdRule rule) throws InterruptedException {
    int vmid = freeId(proxmox, target);
    while (!rule.allows(vmid)) {
      context.say("VM id " + vmid + " is skipped: the storage has disks of that id");
      vmid = freeId(proxmox, target, vmid + 1);
    }
    return vmid;
  }

  /** The lowest free id of the target's range. */
  static int freeId(Proxmox proxmox, ProxmoxTarget target) throws InterruptedException {
    return freeId(proxmox, target, target.vmIds().first());
  }

  private static int freeId(Proxmox proxmox, ProxmoxTarget target, int first)
      throws InterruptedException {
    return proxmox
        .vms()
        .freeId(first, target.vmIds().last())
        .orElseThrow(() -> noId(proxmox, target, "all of them are taken"));
  }

  private static BuildFailure noId(Proxmox proxmox, ProxmoxTarget target, String why) {
    return BuildFailure.of(FailureKind.TARGET_FULL, "No VM id is free in " + target.vmIds())
        .where(proxmox.address())
        .why(why)
        .todo("Remove VMs there, or set a larger range as the target's vmid; then retry.")
        .build();
  }
}
