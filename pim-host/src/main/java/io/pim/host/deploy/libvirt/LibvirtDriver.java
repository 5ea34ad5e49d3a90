package io.pim.host.deploy.libvirt;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.SwitchFacts;
import io.pim.host.deploy.TargetDeployment;
import io.pim.host.deploy.TargetDriver;
import io.pim.host.deploy.TargetFinding;
import io.pim.host.deploy.file.DeploymentDescription;
import io.pim.host.deploy.file.RawCopy;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.files.DeploymentId;
import io.pim.model.target.LibvirtTarget;
import io.pim.model.unit.ByteSize;
import io.pim.tools.libvirt.Domains;
import io.pim.tools.libvirt.StoragePool;
import io.pim.tools.libvirt.Virsh;
import io.pim.tools.qemu.ImageConverter;
import io.pim.tools.qemu.QemuImg;
import io.pim.workflows.activity.DeployNote;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A storage pool of libvirt: one method a step. */
public final class LibvirtDriver implements TargetDriver {
  private final String name;
  private final StoragePool pool;
  private final VolumeUpload upload;
  private final PoolDeployment creation;
  private final PoolLine line;
  private final LibvirtCheck check;

  /** Opens a target without connecting. */
  public LibvirtDriver(
      String name, LibvirtTarget settings, Virsh virsh, QemuImg qemuImg, ImageConverter converter) {
    this.name = name;
    this.pool = new StoragePool(virsh, settings.pool());
    this.upload = new VolumeUpload(pool, settings.format(), new RawCopy(converter));
    Domains all = new Domains(virsh);
    DeployedDomains domains = new DeployedDomains(settings, pool, all);
    this.creation = new PoolDeployment(settings, pool, domains, qemuImg);
    this.line = new PoolLine(pool, all, domains);
    this.check = new LibvirtCheck(settings, virsh, pool, domains);
  }

  @Override
  public List<TargetFinding> check(Optional<DeployedImage> image) throws InterruptedException {
    Optional<DeploymentId> any =
        image.map(
            its -> DeploymentId.startedAt(its.profile(), its.architecture(), name, Instant.EPOCH));
    return check.run(image, any);
  }

  @Override
  public List<TargetDeployment> inventory() throws IOException, InterruptedException {
    OwnVolumes own = OwnVolumes.in(pool);
    List<TargetDeployment> found = new ArrayList<>();
    for (DeploymentId id : own.ids()) {
      if (id.target().equals(name)) {
        Optional<DeploymentDescription> description = own.description(id);
        found.add(
            DeploymentDescription.found(
                id,
                description.map(DeploymentDescription::file).orElse(own.of(id).get(0)),
                description,
                description.isPresent(),
                own.current(id).equals(Optional.of(id))));
      }
    }
    return found;
  }

  @Override
  public DeployNote convert(DeployContext context) throws IOException, InterruptedException {
    return DeployNote.of(upload.prepare(context) ? "a raw copy" : "the image is uploaded as it is");
  }

  @Override
  public DeployNote upload(DeployContext context) throws IOException, InterruptedException {
    if (OwnVolumes.in(pool).description(context.id()).isPresent()) {
      return DeployNote.of("already exists");
    }
    return DeployNote.of(new ByteSize(upload.ensure(context).size()).rounded());
  }

  @Override
  public DeployNote create(DeployContext context) throws IOException, InterruptedException {
    OwnVolumes own = OwnVolumes.in(pool);
    if (own.description(context.id()).isEmpty()) {
      creation.make(context, own, upload.ensure(context));
    }
    upload.clear(context);
    String place = creation.place(context.id());
    return DeployNote.at("volume " + place, place);
  }

  @Override
  public DeployNote trial(DeployContext context) {
    return DeployNote.of("not tried: PIM starts no domains");
  }

  @Override
  public DeployNote switchTo(DeployContext context) throws IOException, InterruptedException {
    String place = line.switchTo(context);
    return DeployNote.switched(
        "volume " + place + " is current",
        place,
        SwitchFacts.previous(context).map(DeploymentId::text));
  }

  @Override
  public DeployNote prune(DeployContext context) throws IOException, InterruptedException {
    List<String> removed = line.prune(context);
    return DeployNote.removed(removed.isEmpty() ? "none" : removed.size() + "", removed);
  }

  @Override
  public DeployNote undo(DeployContext context) throws IOException, InterruptedException {
    List<String> undone = line.undo(context);
    upload.clear(context);
    return DeployNote.removed("", undone);
  }

  @Override
  public void close() {
    // Nothing is open: each command used its own connection.
  }
}
