package io.pim.host.deploy.libvirt;

import io.pim.host.deploy.TargetFinding;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DeploymentId;
import io.pim.model.target.DiskFormat;
import io.pim.model.target.LibvirtTarget;
import io.pim.tools.libvirt.PoolInfo;
import io.pim.tools.libvirt.StoragePool;
import io.pim.tools.libvirt.Virsh;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks that a pool can take deployments. */
final class LibvirtCheck {
  private final LibvirtTarget settings;
  private final Virsh virsh;
  private final StoragePool pool;
  private final DeployedDomains domains;
  private final List<TargetFinding> findings = new ArrayList<>();

  LibvirtCheck(LibvirtTarget settings, Virsh virsh, StoragePool pool, DeployedDomains domains) {
    this.settings = settings;
    this.virsh = virsh;
    this.pool = pool;
    this.domains = domains;
  }

  /**
   * Checks the daemon and the pool.
   *
   * @param line any deployment of the image's line
   */
  List<TargetFinding> run(Optional<DeployedImage> image, Optional<DeploymentId> line)
      throws InterruptedException {
    String subject = "connection";
    try {
      findings.add(TargetFinding.good(subject, virsh.address() + ", " + virsh.version()));
      subject = "pool";
      checkPool(pool.info(), image);
      if (settings.domain()) {
        subject = "network";
        checkNetwork();
      }
      if (settings.domain() && line.isPresent()) {
        subject = "name";
        checkName(line.get());
      }
    } catch (BuildFailure e) {
      findings.add(TargetFinding.failed(subject, e));
    }
    return findings;
  }

  private void checkPool(PoolInfo info, Optional<DeployedImage> image) {
    findings.add(
        info.active()
            ? TargetFinding.good("pool", settings.pool() + ", type " + info.type())
            : TargetFinding.bad(
                "pool",
                settings.pool() + " is not active",
                FailureKind.TARGET_REFUSED,
                "Start it there: virsh pool-start " + settings.pool()));
    boolean fitting =
        info.hasFiles() || (settings.format() == DiskFormat.RAW && !settings.domain());
    findings.add(
        fitting
            ? TargetFinding.good("format", settings.format().id())
            : TargetFinding.bad(
                "format",
                "a volume of a pool of type " + info.type() + " cannot be qcow2",
                FailureKind.TARGET_REFUSED,
                "Set format: raw and domain: false for the target."));
    if (info.active()) {
      // Libvirt does not know the space of a pool that is not active.
      findings.add(TargetFinding.space(info.free(), image));
    }
  }

  private void checkNetwork() throws InterruptedException {
    findings.add(
        domains.hasNetwork()
            ? TargetFinding.good("network", settings.network())
            : TargetFinding.bad(
                "network",
                "there is no network " + settings.network(),
                FailureKind.TARGET_REFUSED,
                "Define it there (virsh net-define), or set network: for the target."));
  }

  private void checkName(DeploymentId line) throws InterruptedException {
    String name = domains.name(line);
    boolean free = domains.obstacle(line, OwnVolumes.in(pool)).isEmpty();
    findings.add(
        free
            ? TargetFinding.good("name", name)
            : TargetFinding.bad(
                "name",
                "domain " + name + " exists, and PIM did not make it",
                FailureKind.TARGET_REFUSED,
                "Rename it, or give the target another name: for its images."));
  }
}
