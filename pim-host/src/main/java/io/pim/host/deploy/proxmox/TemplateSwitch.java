package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.SwitchFacts;
import io.pim.model.deploy.DeployAct;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DeploymentId;
import io.pim.tools.proxmox.Parameters;
import io.pim.tools.proxmox.Proxmox;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Makes a deployment the current one by renaming templates. The new one gets the name first: for a
 * moment two templates have it, but there is always one.
 */
final class TemplateSwitch {
  private final Proxmox proxmox;
  private final ProxmoxNames names;
  private final OwnVms own;

  TemplateSwitch(Proxmox proxmox, ProxmoxNames names, OwnVms own) {
    this.proxmox = proxmox;
    this.names = names;
    this.own = own;
  }

  /** Switches to a deployment, or completes an interrupted switch. */
  void to(DeployContext context, DeploymentId wanted) throws IOException, InterruptedException {
    List<OwnVm> templates = own.templates(context.plan());
    if (!OwnVms.ids(templates).contains(wanted)) {
      throw BuildFailure.of(
              FailureKind.TARGET_FAILED, "The template of " + wanted + " no longer exists")
          .where(proxmox.address())
          .why("no template there has the notes of this deployment")
          .todo("Deploy the image again.")
          .build();
    }
    SwitchFacts.begin(context, own.current(templates));
    rename(templates, Optional.of(wanted));
  }

  private void rename(List<OwnVm> templates, Optional<DeploymentId> wanted)
      throws InterruptedException {
    for (OwnVm vm : templates) {
      if (wanted.equals(Optional.of(vm.id())) && !own.isCurrent(vm)) {
        name(vm, names.current(vm.id()));
      }
    }
    for (OwnVm vm : templates) {
      if (!wanted.equals(Optional.of(vm.id())) && own.isCurrent(vm)) {
        name(vm, names.aside(vm.id()));
      }
    }
  }

  private void name(OwnVm vm, String name) throws InterruptedException {
    proxmox.vms().set(vm.node(), vm.vmid(), new Parameters().with("name", name));
  }

  /** Undoes the context's switch, if there was one. */
  void back(DeployContext context) throws IOException, InterruptedException {
    List<OwnVm> templates = own.templates(context.plan());
    if (SwitchFacts.isSwitched(context, own.current(templates))) {
      Optional<DeploymentId> before = SwitchFacts.before(context, OwnVms.ids(templates));
      // A deployment that replaced none keeps the name until it is removed.
      if (before.isPresent() || context.plan().act() == DeployAct.ROLLBACK) {
        rename(templates, before);
      }
    }
  }
}
