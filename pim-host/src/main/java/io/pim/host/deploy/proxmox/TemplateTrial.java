package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.DeployContext;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.target.ProxmoxTarget;
import io.pim.tools.process.Deadline;
import io.pim.tools.process.Pause;
import io.pim.tools.proxmox.Parameters;
import io.pim.tools.proxmox.Proxmox;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Boots a clone of a template, waits for its agent, and removes it. */
final class TemplateTrial {
  private static final Duration BETWEEN_PINGS = Duration.ofSeconds(3);
  private static final int MOST_IDS = 20;

  private final Proxmox proxmox;
  private final ProxmoxTarget target;
  private final ProxmoxNames names;
  private final OwnVms own;
  private final Removal removal;
  private final CutOffVms cutOff;
  private final Pause pause;

  TemplateTrial(
      Proxmox proxmox,
      ProxmoxTarget target,
      ProxmoxNames names,
      OwnVms own,
      Removal removal,
      CutOffVms cutOff,
      Pause pause) {
    this.proxmox = proxmox;
    this.target = target;
    this.names = names;
    this.own = own;
    this.removal = removal;
    this.cutOff = cutOff;
    this.pause = pause;
  }

  void run(DeployContext context, OwnVm template, Placement place)
      throws IOException, InterruptedException {
    clear(context, template.node());
    cutOff.refuse(context, VmIdFact.Use.TRIAL, template.node());
    int vmid = copy(context, template, place);
    proxmox.vms().start(template.node(), vmid, context.progress()::line);
    boolean answered = answers(context, template.node(), vmid);
    clear(context, template.node());
    if (!answered) {
      throw BuildFailure.of(
              FailureKind.TARGET_FAILED, "A clone of the new template did not come up")
          .where(proxmox.address() + ", template " + template.shown())
          .why(
              "its guest agent did not answer within "
                  + target.common().trialTimeout().toSeconds()
                  + " s")
          .todo(
              "Clone template "
                  + template.vmid()
                  + " and check its console. The image needs the "
                  + "package qemu-guest-agent. A slow node needs a longer try_timeout. Then "
                  + "retry.")
          .build();
    }
  }

  /** Removes the machine of an earlier try. */
  void clear(DeployContext context, String node) throws IOException, InterruptedException {
    if (VmIdFact.of(context, VmIdFact.Use.TRIAL, node).isKnown()) {
      // The task that clones is listed under the id of the template.
      for (OwnVm vm : own.of(context.id())) {
        proxmox.tasks().settle(node, vm.vmid(), context.progress()::line);
      }
    }
    List<OwnVm> left =
        own.of(context.id()).stream()
            .filter(own::isTrial)
            .filter(vm -> vm.node().equals(node))
            .toList();
    removal.removeAll(context, left);
  }

  private int copy(DeployContext context, OwnVm template, Placement place)
      throws IOException, InterruptedException {
    for (int tries = 0; tries < MOST_IDS; tries++) {
      int vmid = TemplateCreation.freeId(proxmox, target);
      VmIdFact.of(context, VmIdFact.Use.TRIAL, template.node()).write(new VmIdFact(vmid));
      Parameters options =
          new Parameters()
              .with("name", names.trial(context.id()))
              .with("description", VmNotes.of(context.id(), vmid, context.plan().image()))
              .with("pool", target.pool());
      if (!place.storage().clonesLinked()) {
        options.with("full", true);
      }
      context.say("cloning template " + template.shown() + " to VM " + vmid);
      if (proxmox
          .vms()
          .copy(template.node(), template.vmid(), vmid, options, context.progress()::line)) {
        return vmid;
      }
    }
    throw BuildFailure.of(FailureKind.TARGET_FULL, "No VM id is free for a trial machine")
        .where(proxmox.address())
        .why("others took " + MOST_IDS + " ids in a row")
        .todo("Set a range of its own as the target's vmid, and retry.")
        .build();
  }

  private boolean answers(DeployContext context, String node, int vmid)
      throws InterruptedException {
    Deadline deadline = Deadline.in(target.common().trialTimeout());
    while (!deadline.isOver()) {
      if (proxmox.vms().agentAnswers(node, vmid)) {
        context.say("the agent of VM " + vmid + " answers");
        return true;
      }
      context.progress().line("VM " + vmid + " boots; its agent does not answer yet");
      pause.rest(BETWEEN_PINGS);
    }
    return false;
  }
}
