package io.pim.cli.target;

import io.pim.model.config.ConfigProblems;
import io.pim.model.profile.Targets;
import io.pim.model.registry.DeploymentEntry;
import io.pim.model.target.AwsTarget;
import io.pim.model.target.DirectoryTarget;
import io.pim.model.target.LibvirtTarget;
import io.pim.model.target.OciTarget;
import io.pim.model.target.ProxmoxTarget;
import io.pim.model.target.SshAccess;
import io.pim.model.target.Target;
import io.pim.model.target.TargetSettings;
import io.pim.model.target.UtmTarget;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A target in a list; the JSON of {@code pim target list -o json}.
 *
 * @param type empty if the settings are wrong
 * @param where a server, a region or a folder, in one line
 * @param problem the first mistake in the settings; empty when there is none
 * @param deployments what is recorded as deployed there, newest first
 */
record TargetView(
    String name, String type, String where, String problem, List<Deployed> deployments) {

  /**
   * A deployment on the target.
   *
   * @param place its id on the target
   * @param current whether users of the target get it
   */
  record Deployed(
      String id,
      String image,
      String profile,
      String architecture,
      String place,
      Instant deployed,
      boolean current) {
    static Deployed of(DeploymentEntry entry) {
      return new Deployed(
          entry.id().text(),
          entry.image(),
          entry.profile(),
          entry.architecture().id(),
          entry.place(),
          entry.deployed(),
          entry.isCurrent());
    }
  }

  static TargetView of(String name, Targets targets, List<DeploymentEntry> all) {
    List<Deployed> there =
        all.stream().filter(entry -> entry.target().equals(name)).map(Deployed::of).toList();
    try {
      Target target = targets.get(name);
      return new TargetView(name, target.type().id(), where(target.settings()), "", there);
    } catch (ConfigProblems e) {
      return new TargetView(name, "", "", e.problems().get(0).toString(), there);
    }
  }

  private static String where(TargetSettings settings) {
    if (settings instanceof ProxmoxTarget proxmox) {
      return proxmox.host()
          + ", node "
          + String.join(" ", proxmox.nodes())
          + ", storage "
          + proxmox.storage();
    }
    if (settings instanceof AwsTarget aws) {
      return String.join(" ", aws.region(), String.join(" ", aws.copyTo())).strip();
    }
    if (settings instanceof UtmTarget utm) {
      return utm.dir();
    }
    if (settings instanceof DirectoryTarget directory) {
      Optional<String> host = directory.ssh().flatMap(SshAccess::host);
      return host.map(name -> name + ":").orElse("") + directory.path();
    }
    if (settings instanceof LibvirtTarget libvirt) {
      return libvirt.uri() + ", pool " + libvirt.pool();
    }
    return ((OciTarget) settings).repository();
  }
}
