package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.DeployContext;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DeploymentId;
import io.pim.tools.proxmox.Parameters;
import io.pim.tools.proxmox.Proxmox;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Makes a deployment the current one, by name. The new one gets the name first: for a moment two
 * templates have it, but never none.
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

  /** Switches; returns the deployment that was the current one before, also when run again. */
  Optional<DeploymentId> to(DeployContext context, DeploymentId wanted)
      throws IOException, InterruptedException {
    List<OwnVm> templates = own.templates(context.plan());
    if (templates.stream().noneMatch(vm -> vm.id().equals(wanted))) {
      throw BuildFailure.of(FailureKind.TARGET_FAILED, "The template of " + wanted + " is gone")
          .where(proxmox.address())
          .why("no template there has the notes of this deployment")
          .todo("Deploy the image again.")
          .build();
    }
    SwitchFact fact = fact(context, templates, wanted);
    rename(templates, wanted);
    return fact.previous();
  }

  private SwitchFact fact(DeployContext context, List<OwnVm> templates, DeploymentId wanted)
      throws IOException {
    Optional<SwitchFact> known = SwitchFact.read(context);
    if (known.isPresent()) {
      return known.get();
    }
    SwitchFact fact =
        new SwitchFact(
            templates.stream()
                .filter(own::isCurrent)
                .map(OwnVm::id)
                .filter(id -> !id.equals(wanted))
                .findFirst());
    fact.write(context);
    return fact;
  }

  private void rename(List<OwnVm> templates, DeploymentId wanted) throws InterruptedException {
    for (OwnVm vm : templates) {
      if (vm.id().equals(wanted) && !own.isCurrent(vm)) {
        name(vm, names.current(vm.id()));
      }
    }
    for (OwnVm vm : templates) {
      if (!vm.id().equals(wanted) && own.isCurrent(vm)) {
        name(vm, names.aside(vm.id()));
      }
    }
  }

  private void name(OwnVm vm, String name) throws InterruptedException {
    proxmox.vms().set(vm.node(), vm.vmid(), new Parameters().with("name", name));
  }

  /** Undoes the context's switch, if there was one. Returns what is current again. */
  Optional<DeploymentId> back(DeployContext context) throws IOException, InterruptedException {
    Optional<DeploymentId> previous = SwitchFact.read(context).flatMap(SwitchFact::previous);
    List<OwnVm> templates = own.templates(context.plan());
    Optional<DeploymentId> there =
        previous.filter(id -> templates.stream().anyMatch(vm -> vm.id().equals(id)));
    if (there.isPresent()) {
      rename(templates, there.get());
    }
    return there;
  }
}
