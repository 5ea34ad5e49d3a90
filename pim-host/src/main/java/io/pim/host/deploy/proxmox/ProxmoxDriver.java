package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.Kept;
import io.pim.host.deploy.SwitchFacts;
import io.pim.host.deploy.TargetDeployment;
import io.pim.host.deploy.TargetDriver;
import io.pim.host.deploy.TargetFinding;
import io.pim.host.deploy.TargetLogin;
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
import io.pim.tools.proxmox.ProxmoxVersion;
import io.pim.tools.qemu.ImageConverter;
import io.pim.workflows.activity.DeployNote;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Deploys to Proxmox VE. It has one method for each step, in the order of a deployment. */
public final class ProxmoxDriver implements TargetDriver {
  static final Duration REACH = Duration.ofMinutes(1);

  private final Proxmox proxmox;
  private final ProxmoxTarget target;
  private final Optional<ImportNode> node;
  private final Pause pause;
  private final ProxmoxNames names;
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
  private ImageWay way;

  private ProxmoxDriver(
      Proxmox proxmox,
      ProxmoxTarget target,
      Optional<ImportNode> node,
      ImageConverter converter,
      Pause pause,
      Duration reach) {
    this.proxmox = proxmox;
    this.target = target;
    this.node = node;
    this.pause = pause;
    names = new ProxmoxNames(target);
    images = new ImageForUpload(converter);
    placements = new Placements(proxmox, target);
    own = new OwnVms(proxmox, names);
    inbox = new Inbox(proxmox, placements, images, target.serve(), reach);
    cutOff = new CutOffVms(proxmox);
    creation = new TemplateCreation(proxmox, target, own, cutOff);
    removal = new Removal(proxmox);
    trial = new TemplateTrial(proxmox, target, names, own, removal, cutOff, pause);
    change = new TemplateSwitch(proxmox, names, own);
    check = new ProxmoxCheck(proxmox, target, placements, own, node);
  }

  /** The way that the cluster's release needs. */
  private ImageWay way() throws InterruptedException {
    if (way == null) {
      ProxmoxVersion version = proxmox.version();
      TemplateOptions options = new TemplateOptions(target, names, version);
      way =
          version.importsImages()
              ? new ApiWay(placements, inbox, creation, options)
              : overSsh(version, options);
    }
    return way;
  }

  private ImageWay overSsh(ProxmoxVersion version, TemplateOptions options) {
    ImportNode over = node.orElseThrow(() -> OldRelease.refused(version, target));
    return new SshWay(
        proxmox,
        placements,
        images,
        over,
        creation,
        options,
        new DiskImport(proxmox, over, target.storage(), version, pause));
  }

  /**
   * Opens a target. Nothing is sent yet.
   *
   * @param home the folder for {@code ~} in a path
   */
  public static ProxmoxDriver open(
      ProxmoxTarget target, DeploySecrets secrets, Path home, ImageConverter converter) {
    return open(target, secrets, home, converter, node(target, home), Pause.REAL, REACH);
  }

  /** The node that imports over SSH; empty if the target has no ssh. */
  static Optional<ImportNode> node(ProxmoxTarget target, Path home) {
    return target
        .ssh()
        .map(ssh -> new SshNode(TargetLogin.of(ssh, target.host(), home), target.importFolder()));
  }

  static ProxmoxDriver open(
      ProxmoxTarget target,
      DeploySecrets secrets,
      Path home,
      ImageConverter converter,
      Optional<ImportNode> node,
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
    return new ProxmoxDriver(proxmox, target, node, converter, pause, reach);
  }

  @Override
  public List<TargetFinding> check(Optional<DeployedImage> image)
      throws IOException, InterruptedException {
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

  /** The VM id; with several VMs, the node and id of each. */
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
    int sent = way().upload(context, way().places());
    return DeployNote.of(
        sent == 0
            ? "everything is already there"
            : sent + (sent == 1 ? " file sent" : " files sent"));
  }

  @Override
  public DeployNote create(DeployContext context) throws IOException, InterruptedException {
    List<Placement> all = way().places();
    way().create(context, all);
    for (Placement place : all) {
      creation.makeTemplate(context, place);
    }
    way().clear(context, all);
    images.clear(context);
    String place = place(templates(context.id()));
    return DeployNote.at("template " + place, place);
  }

  private List<OwnVm> templates(DeploymentId id) throws InterruptedException {
    return own.of(id).stream().filter(vm -> vm.info().template()).toList();
  }

  @Override
  public DeployNote trial(DeployContext context) throws IOException, InterruptedException {
    List<Placement> all = way().places();
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
  public DeployNote prune(DeployContext context) throws IOException, InterruptedException {
    List<OwnVm> line = own.line(context.plan());
    List<OwnVm> templates = line.stream().filter(vm -> vm.info().template()).toList();
    List<DeploymentId> kept =
        Kept.of(
            OwnVms.ids(templates),
            own.current(templates).stream().findFirst(),
            context.plan().keep());
    // Only one deployment of the line runs at a time, so VMs that are not templates are leftovers.
    List<OwnVm> old =
        line.stream().filter(vm -> !vm.info().template() || !kept.contains(vm.id())).toList();
    way().settle(context, old);
    List<String> removed = new ArrayList<>(removal.removeAll(context, old));
    removed.addAll(way().clearLine(context, way().places()));
    return DeployNote.removed(
        removed.isEmpty() ? "nothing to remove" : removed.size() + " removed", removed);
  }

  @Override
  public DeployNote undo(DeployContext context) throws IOException, InterruptedException {
    change.back(context);
    List<String> removed = new ArrayList<>();
    if (context.plan().act() == DeployAct.DEPLOY) {
      List<Placement> all = way().places();
      for (Placement place : all) {
        trial.clear(context, place.node());
        cutOff.settle(context, VmIdFact.Use.TEMPLATE, place.node());
      }
      List<OwnVm> made = own.of(context.id());
      way().settle(context, made);
      removed.addAll(removal.removeAll(context, made));
      removed.addAll(way().clear(context, all));
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
    node.ifPresent(ImportNode::close);
    proxmox.close();
  }
}
