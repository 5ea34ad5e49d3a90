package io.pim.host.deploy.libvirt;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.Kept;
import io.pim.host.deploy.SwitchFacts;
import io.pim.host.deploy.file.DeploymentDescription;
import io.pim.model.deploy.DeployAct;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DeploymentId;
import io.pim.tools.libvirt.DomainDisks;
import io.pim.tools.libvirt.Domains;
import io.pim.tools.libvirt.StoragePool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Switches and removes the deployments of one profile and architecture in a pool. */
final class PoolLine {
  private static final int MARK_BYTES = 512;

  private final StoragePool pool;
  private final Domains all;
  private final DeployedDomains domains;

  PoolLine(StoragePool pool, Domains all, DeployedDomains domains) {
    this.pool = pool;
    this.all = all;
    this.domains = domains;
  }

  /** Makes the wanted deployment the current one; returns its volume. */
  String switchTo(DeployContext context) throws IOException, InterruptedException {
    DeploymentId wanted = SwitchFacts.wanted(context);
    OwnVolumes own = OwnVolumes.in(pool);
    Optional<DeploymentDescription> description = own.description(wanted);
    if (description.isEmpty()) {
      throw BuildFailure.of(
              FailureKind.TARGET_REFUSED,
              "Deployment " + wanted + " is no longer on target " + wanted.target() + ".")
          .where(wanted)
          .todo("Deploy the image again: pim deploy run IMAGE " + wanted.target())
          .build();
    }
    SwitchFacts.begin(context, own.marked(wanted));
    domains.name(own.line(wanted), Optional.of(wanted));
    mark(own, wanted);
    return description.get().file();
  }

  /** Marks the new one first: for a moment two are marked, but never none. */
  private void mark(OwnVolumes own, DeploymentId wanted) throws InterruptedException {
    if (!own.has(VolumeName.CURRENT, wanted)) {
      pool.create(VolumeName.CURRENT.of(wanted), MARK_BYTES);
    }
    for (DeploymentId id : own.line(wanted)) {
      if (!id.equals(wanted) && own.has(VolumeName.CURRENT, id)) {
        pool.delete(VolumeName.CURRENT.of(id));
      }
    }
  }

  /** Removes all deployments that do not stay, and returns a line for each. */
  List<String> prune(DeployContext context) throws IOException, InterruptedException {
    OwnVolumes own = OwnVolumes.in(pool);
    List<DeploymentId> whole = own.whole(context.id());
    List<DeploymentId> kept = Kept.of(whole, own.current(context.id()), context.plan().keep());
    List<String> removed = new ArrayList<>();
    // Only one deployment of the line runs at a time, so the unfinished ones are leftovers.
    for (DeploymentId id : own.line(context.id())) {
      if (!kept.contains(id) && remove(context, own, id)) {
        removed.add("deployment " + id);
      }
    }
    return removed;
  }

  private boolean remove(DeployContext context, OwnVolumes own, DeploymentId id)
      throws InterruptedException {
    if (isUsed(context, own, id)) {
      return false;
    }
    domains.undefine(id);
    for (String volume : own.of(id)) {
      pool.delete(volume);
    }
    boolean any = !own.of(id).isEmpty();
    if (any) {
      context.say("removed deployment " + id);
    }
    return any;
  }

  /** Whether somebody's disk is an overlay of it, or somebody uses its domain. */
  private boolean isUsed(DeployContext context, OwnVolumes own, DeploymentId id)
      throws InterruptedException {
    List<String> volumes = own.of(id);
    Set<String> below = pool.backingPaths(volumes);
    DomainDisks disks = all.disks(DeployedDomains.uuid(id));
    for (String volume : volumes) {
      String path = pool.volume(volume).path();
      if (below.contains(path) || disks.have(pool.name(), volume, path)) {
        context.say("deployment " + id + " stays: somebody's disk is on " + path);
        return true;
      }
    }
    boolean used = domains.isUsed(id, own);
    if (used) {
      context.say("deployment " + id + " stays: somebody uses its domain");
    }
    return used;
  }

  /** Removes the context's deployment, and returns a line for each action. */
  List<String> undo(DeployContext context) throws IOException, InterruptedException {
    List<String> undone = new ArrayList<>();
    switchBack(context).ifPresent(undone::add);
    OwnVolumes own = OwnVolumes.in(pool);
    if (context.plan().act() == DeployAct.DEPLOY && remove(context, own, context.id())) {
      undone.add("removed deployment " + context.id());
    }
    return undone;
  }

  private Optional<String> switchBack(DeployContext context)
      throws IOException, InterruptedException {
    DeploymentId wanted = SwitchFacts.wanted(context);
    OwnVolumes own = OwnVolumes.in(pool);
    if (!SwitchFacts.isSwitched(context, own.marked(wanted))) {
      // An interrupted switch may have renamed domains.
      domains.name(own.line(wanted), own.current(wanted));
      return Optional.empty();
    }
    Optional<DeploymentId> before = SwitchFacts.before(context, own.whole(wanted));
    domains.name(own.line(wanted), before);
    if (before.isPresent()) {
      mark(own, before.get());
      context.say("switched back to deployment " + before.get());
      return Optional.of("switched back to deployment " + before.get());
    }
    pool.delete(VolumeName.CURRENT.of(wanted));
    return Optional.of("no deployment is current now");
  }
}
