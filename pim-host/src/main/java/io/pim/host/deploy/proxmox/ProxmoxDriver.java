package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.Kept;
import io.pim.host.deploy.SwitchFacts;
import io.pim.host.deploy.TargetDeployment;
import io.pim.host.deploy.TargetDriver;
import io.pim.host.deploy.TargetFinding;
import io.pim.host.deploy.TargetTrust;
import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeploySecrets;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DeploymentId;
import io.pim.model.target.ProxmoxTarget;
import io.pim.tools.process.Pause;
import io.pim.tools.proxmox.ApiAddress;
import io.pim.tools.proxmox.ApiToken;
import io.pim.tools.proxmox.Proxmox;
import io.pim.tools.qemu.QemuImg;
import io.pim.workflows.activity.DeployNote;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Deploys to Proxmox VE: one method a step, in the order of a deployment. */
public final class ProxmoxDriver implements TargetDriver {
  static final Duration REACH = Duration.ofMinutes(1);

  private final ImageForUpload images;
  private final Placements placements;
  private final OwnVms own;
  private final Inbox inbox;
  private final CutOffVms cutOff;
  private final TemplateCreation creation;
  private final TemplateTrial trial;
  private final TemplateSwitch change;
  private final Removal removal;
  private final ProxmoxCheck check;

  private ProxmoxDriver(
      Proxmox proxmox, ProxmoxTarget target, QemuImg qemuImg, Pause pause, Duration reach) {
    ProxmoxNames names = new ProxmoxNames(target);
    images = new ImageForUpload(qemuImg);
    placements = new Placements(proxmox, target);
    own = new OwnVms(proxmox, names);
    inbox = new Inbox(proxmox, placements, images, target.serve(), reach);
    cutOff = new CutOffVms(proxmox);
    creation =
        new TemplateCreation(proxmox, target, own, new TemplateOptions(target, names), cutOff);
    removal = new Removal(proxmox);
    trial = new TemplateTrial(proxmox, target, names, own, removal, cutOff, pause);
    change = new TemplateSwitch(proxmox, names, own);
    check = new ProxmoxCheck(proxmox, target, placements, own);
  }

  /**
   * Opens a target. Nothing is sent yet.
   *
   * @param home what {@code ~} in a path means
   */
  public static ProxmoxDriver open(
      ProxmoxTarget target, DeploySecrets secrets, Path home, QemuImg qemuImg) {
    return open(target, secrets, home, qemuImg, Pause.REAL, REACH);
  }

  static ProxmoxDriver open(
      ProxmoxTarget target,
      DeploySecrets secrets,
      Path home,
      QemuImg qemuImg,
      Pause pause,
      Duration reach) {
    String secret =
        secrets
            .get(ProxmoxTarget.TOKEN)
            .orElseThrow(
                () ->
                    BuildFailure.of(FailureKind.TARGET_REFUSED, "The target has no API token")
                        .where(target.host())
                        .why("its setting token is missing")
                        .todo("Set the target's token, and retry.")
                        .build());
    Proxmox proxmox =
        new Proxmox(
            new ApiAddress(target.host(), target.port()),
            ApiToken.of(target.token(secret)),
            TargetTrust.of(target.certificate(), home),
            pause);
    return new ProxmoxDriver(proxmox, target, qemuImg, pause, reach);
  }

  @Override
  public List<TargetFinding> check(Optional<DeployedImage> image) throws InterruptedException {
    return check.run(image);
  }

  @Override
  public List<TargetDeployment> inventory() throws InterruptedException {
    List<OwnVm> all = own.all();
    List<TargetDeployment> found = new ArrayList<>();
    for (DeploymentId id : all.stream().map(OwnVm::id).distinct().toList()) {
      List<OwnVm> parts = all.stream().filter(vm -> vm.id().equals(id)).toList();
      List<OwnVm> templates = parts.stream().filter(vm -> vm.info().template()).toList();
      TargetDeployment.State state =
          parts.size() > templates.size()
              ? TargetDeployment.State.PARTIAL
              : templates.stream().anyMatch(own::isCurrent)
                  ? TargetDeployment.State.CURRENT
                  : TargetDeployment.State.KEPT;
      VmNotes notes = parts.get(0).notes();
      found.add(
          new TargetDeployment(
              id,
              place(templates.isEmpty() ? parts : templates),
              notes.image(),
              notes.sha256(),
              state));
    }
    return found;
  }

  /** The VM id; with several nodes, each one's. */
  private static String place(List<OwnVm> vms) {
    return vms.size() == 1
        ? Integer.toString(vms.get(0).vmid())
        : vms.stream().map(vm -> vm.node() + ":" + vm.vmid()).collect(Collectors.joining(" "));
  }

  @Override
  public DeployNote convert(DeployContext context) throws IOException, InterruptedException {
    return DeployNote.of(
        images.prepare(context)
            ? "a copy with zlib instead of zstd"
            : "the image is uploaded as it is");
  }

  @Override
  public DeployNote upload(DeployContext context) throws IOException, InterruptedException {
    int sent = inbox.fill(context, missing(context, placements.all()));
    return DeployNote.of(
        sent == 0 ? "all is there already" : sent + (sent == 1 ? " file sent" : " files sent"));
  }

  /** The places that have no VM of this deployment yet. */
  private List<Placement> missing(DeployContext context, List<Placement> all)
      throws IOException, InterruptedException {
    List<Placement> missing = new ArrayList<>();
    for (Placement place : all) {
      if (creation.find(context, place).isEmpty()) {
        missing.add(place);
      }
    }
    return missing;
  }

  @Override
  public DeployNote create(DeployContext context) throws IOException, InterruptedException {
    List<Placement> all = placements.all();
    List<Placement> missing = missing(context, all);
    if (!missing.isEmpty()) {
      // Where somebody has removed the upload meanwhile, it is sent again.
      inbox.fill(context, missing);
      Inbox.Contents files = inbox.files(context);
      for (Placement place : missing) {
        creation.create(context, place, files);
      }
    }
    for (Placement place : all) {
      creation.makeTemplate(context, place);
    }
    inbox.clear(context, all);
    images.clear(context);
    String place = place(templates(context.id()));
    return DeployNote.at("template " + place, place);
  }

  private List<OwnVm> templates(DeploymentId id) throws InterruptedException {
    return own.of(id).stream().filter(vm -> vm.info().template()).toList();
  }

  @Override
  public DeployNote trial(DeployContext context) throws IOException, InterruptedException {
    List<Placement> all = placements.all();
    for (OwnVm template : templates(context.id())) {
      for (Placement place : all) {
        if (place.node().equals(template.node())) {
          trial.run(context, template, place);
        }
      }
    }
    return DeployNote.of("a clone booted, and its agent answered");
  }

  @Override
  public DeployNote switchTo(DeployContext context) throws IOException, InterruptedException {
    DeploymentId wanted = SwitchFacts.wanted(context);
    change.to(context, wanted);
    String place = place(templates(wanted));
    return DeployNote.switched(
        "template " + place + " is current",
        place,
        SwitchFacts.previous(context).map(DeploymentId::text));
  }

  @Override
  public DeployNote prune(DeployContext context) throws InterruptedException {
    List<OwnVm> line = own.line(context.plan());
    List<OwnVm> templates = line.stream().filter(vm -> vm.info().template()).toList();
    List<DeploymentId> kept =
        Kept.of(
            OwnVms.ids(templates),
            own.current(templates).stream().findFirst(),
            context.plan().keep());
    // Only one deployment of the line runs at a time: what is no template was left behind.
    List<OwnVm> old =
        line.stream().filter(vm -> !vm.info().template() || !kept.contains(vm.id())).toList();
    List<String> removed = new ArrayList<>(removal.removeAll(context, old));
    removed.addAll(inbox.clearLine(context, placements.all()));
    return DeployNote.removed(
        removed.isEmpty() ? "nothing to remove" : removed.size() + " removed", removed);
  }

  @Override
  public DeployNote undo(DeployContext context) throws IOException, InterruptedException {
    change.back(context);
    List<String> removed = new ArrayList<>();
    if (context.plan().act() == DeployAct.DEPLOY) {
      List<Placement> all = placements.all();
      for (Placement place : all) {
        trial.clear(context, place.node());
        cutOff.settle(context, VmIdFact.Use.TEMPLATE, place.node());
      }
      removed.addAll(removal.removeAll(context, own.of(context.id())));
      removed.addAll(inbox.clear(context, all));
      images.clear(context);
      for (Placement place : all) {
        cutOff.refuse(context, VmIdFact.Use.TEMPLATE, place.node());
        cutOff.refuse(context, VmIdFact.Use.TRIAL, place.node());
      }
    }
    return DeployNote.removed(
        removed.isEmpty() ? "nothing was left" : removed.size() + " removed", removed);
  }

  @Override
  public void close() {
    // Each request has had a connection of its own.
  }
}
