package io.pim.host.deploy.libvirt;

import io.pim.host.deploy.DeployContext;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.files.DeploymentId;
import io.pim.model.files.PrivateFolders;
import io.pim.model.target.LibvirtTarget;
import io.pim.model.unit.Firmware;
import io.pim.tools.libvirt.DomainXml;
import io.pim.tools.libvirt.Domains;
import io.pim.tools.libvirt.StoragePool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The domains of deployments, if the target wants them. The UUID of each follows from its
 * deployment, so that PIM finds it under any name. The current one has the name of the image; the
 * names of the others contain their time.
 */
final class DeployedDomains {
  /** An unused overlay of up to 4 TiB is smaller: it has a header and tables only. */
  private static final long FRESH_BYTES = 256L << 10;

  private final LibvirtTarget settings;
  private final StoragePool pool;
  private final Domains domains;

  DeployedDomains(LibvirtTarget settings, StoragePool pool, Domains domains) {
    this.settings = settings;
    this.pool = pool;
    this.domains = domains;
  }

  static UUID uuid(DeploymentId id) {
    return UUID.nameUUIDFromBytes((id + " domain").getBytes(StandardCharsets.UTF_8));
  }

  /** The name of the current domain. */
  String name(DeploymentId id) {
    return settings.common().name().of(id.profile(), id.architecture());
  }

  private String aside(DeploymentId id) {
    return name(id) + "-" + id.timeText();
  }

  boolean hasNetwork() throws InterruptedException {
    return domains.hasNetwork(settings.network());
  }

  /** The domain that has the name and is not PIM's. */
  Optional<UUID> obstacle(DeploymentId line, OwnVolumes own) throws InterruptedException {
    List<UUID> ours = own.line(line).stream().map(DeployedDomains::uuid).toList();
    return domains.names().entrySet().stream()
        .filter(domain -> domain.getValue().equals(name(line)))
        .map(Map.Entry::getKey)
        .filter(uuid -> !ours.contains(uuid))
        .findFirst();
  }

  boolean isThere(DeploymentId id) throws InterruptedException {
    return domains.names().containsKey(uuid(id));
  }

  /**
   * Defines the domain of a deployment under a name with its time. Its disk is an overlay of the
   * image, so that the image does not change.
   *
   * @param diskBytes the size of the disk that the guest sees
   */
  void define(DeployContext context, OwnVolumes own, long diskBytes)
      throws IOException, InterruptedException {
    DeploymentId id = context.id();
    String disk = VolumeName.DISK.of(id);
    if (own.has(VolumeName.DISK, id)) {
      pool.delete(disk);
    }
    String image = VolumeName.image(settings.format()).of(id);
    pool.createOverlay(disk, diskBytes, image, settings.format().id());
    Path file = context.folder().work().resolve("domain.xml");
    PrivateFolders.create(context.folder().work());
    Files.deleteIfExists(file);
    PrivateFolders.write(file, xml(context, disk).text());
    domains.define(file);
  }

  private DomainXml xml(DeployContext context, String disk) throws InterruptedException {
    DeploymentId id = context.id();
    DeployedImage image = context.plan().image();
    Optional<String> variables = Optional.empty();
    if (image.firmware() == Firmware.UEFI && context.uefiVariables().isPresent()) {
      variables = Optional.of(pool.volume(VolumeName.NVRAM.of(id)).path());
    }
    return new DomainXml(
        aside(id),
        uuid(id),
        "Deployed by PIM as " + id + ": image " + image.name() + ", SHA-256 " + image.sha256(),
        image.architecture(),
        domains.hasKvm(image.architecture()),
        settings.memory(),
        settings.cores(),
        settings.pool(),
        disk,
        settings.network(),
        image.firmware(),
        variables);
  }

  /** Gives the name to the wanted deployment's domain, and takes it from any other. */
  void name(List<DeploymentId> line, Optional<DeploymentId> wanted) throws InterruptedException {
    Map<UUID, String> names = domains.names();
    for (DeploymentId id : line) {
      boolean other = !wanted.equals(Optional.of(id));
      if (other && name(id).equals(names.get(uuid(id)))) {
        domains.rename(uuid(id), aside(id));
      }
    }
    if (wanted.isPresent()) {
      String now = names.get(uuid(wanted.get()));
      if (now != null && !now.equals(name(wanted.get()))) {
        domains.rename(uuid(wanted.get()), name(wanted.get()));
      }
    }
  }

  /** Whether somebody runs the domain, or has written to its disk. */
  boolean isUsed(DeploymentId id, OwnVolumes own) throws InterruptedException {
    boolean written =
        own.has(VolumeName.DISK, id) && pool.volume(VolumeName.DISK.of(id)).bytes() > FRESH_BYTES;
    return written || domains.isRunning(uuid(id));
  }

  void undefine(DeploymentId id) throws InterruptedException {
    if (isThere(id)) {
      domains.undefine(uuid(id));
    }
  }
}
