package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.DeployContext;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.target.ProxmoxTarget;
import io.pim.tools.proxmox.Proxmox;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes the template of a deployment on one node, from whatever an earlier try has left. */
final class TemplateCreation {
  /** How often an id may be lost to others. */
  private static final int MOST_IDS = 20;

  private final Proxmox proxmox;
  private final ProxmoxTarget target;
  private final OwnVms own;
  private final TemplateOptions options;
  private final CutOffVms cutOff;

  TemplateCreation(
      Proxmox proxmox,
      ProxmoxTarget target,
      OwnVms own,
      TemplateOptions options,
      CutOffVms cutOff) {
    this.proxmox = proxmox;
    this.target = target;
    this.own = own;
    this.options = options;
    this.cutOff = cutOff;
  }

  /** Makes the VM, and a template of it. Returns its id. */
  int make(DeployContext context, Placement place, Inbox.Contents files)
      throws IOException, InterruptedException {
    Consumer<String> waiting = context.progress()::line;
    Optional<OwnVm> there = find(context, place);
    if (there.isPresent() && there.get().info().template()) {
      return there.get().vmid();
    }
    int vmid = there.isPresent() ? there.get().vmid() : create(context, place, files, waiting);
    proxmox.vms().template(place.node(), vmid, waiting);
    context.say("template " + vmid + " is on " + place.node());
    return vmid;
  }

  /** Whether this deployment has any template on the node. */
  Optional<OwnVm> find(DeployContext context, Placement place)
      throws IOException, InterruptedException {
    cutOff.settle(context, VmIdFact.Use.TEMPLATE, place.node());
    cutOff.refuse(context, VmIdFact.Use.TEMPLATE, place.node());
    return own.of(context.id()).stream()
        .filter(vm -> vm.node().equals(place.node()) && !own.isTrial(vm))
        .findFirst();
  }

  private int create(
      DeployContext context, Placement place, Inbox.Contents files, Consumer<String> waiting)
      throws IOException, InterruptedException {
    for (int tries = 0; tries < MOST_IDS; tries++) {
      int vmid = freeId(proxmox, target);
      VmIdFact.write(context, VmIdFact.Use.TEMPLATE, place.node(), vmid);
      context.say("creating VM " + vmid + " on " + place.node());
      if (proxmox
          .vms()
          .create(place.node(), vmid, options.of(context, place, vmid, files), waiting)) {
        return vmid;
      }
      context.say("somebody else has taken VM id " + vmid);
    }
    throw noId(proxmox, target, "others took " + MOST_IDS + " ids in a row");
  }

  /** The lowest free id of the target's range. */
  static int freeId(Proxmox proxmox, ProxmoxTarget target) throws InterruptedException {
    return proxmox
        .vms()
        .freeId(target.vmIds().first(), target.vmIds().last())
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
