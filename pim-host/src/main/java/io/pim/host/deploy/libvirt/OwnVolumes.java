package io.pim.host.deploy.libvirt;

import io.pim.host.deploy.Kept;
import io.pim.host.deploy.file.DeploymentDescription;
import io.pim.model.files.DeploymentId;
import io.pim.tools.libvirt.StoragePool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** PIM's volumes in a pool, as they were when they were listed. */
final class OwnVolumes {
  /** A description has some hundred bytes. */
  private static final int MOST_BYTES = 1 << 20;

  private final StoragePool pool;
  private final List<String> names;

  private OwnVolumes(StoragePool pool, List<String> names) {
    this.pool = pool;
    this.names = names;
  }

  static OwnVolumes in(StoragePool pool) throws InterruptedException {
    return new OwnVolumes(
        pool, pool.volumes().stream().filter(name -> VolumeName.idOf(name).isPresent()).toList());
  }

  boolean has(VolumeName name, DeploymentId id) {
    return names.contains(name.of(id));
  }

  /** The volumes of a deployment in the order of their removal, the latest first. */
  List<String> of(DeploymentId id) {
    List<String> found = new ArrayList<>();
    for (VolumeName kind : VolumeName.values()) {
      String name = kind.of(id);
      if (names.contains(name)) {
        found.add(0, name);
      }
    }
    return found;
  }

  List<DeploymentId> ids() {
    return names.stream().flatMap(name -> VolumeName.idOf(name).stream()).distinct().toList();
  }

  /** The deployments of one profile and architecture, finished or not. */
  List<DeploymentId> line(DeploymentId any) {
    return ids().stream().filter(id -> id.workflowId().equals(any.workflowId())).toList();
  }

  /** The finished ones, newest first. */
  List<DeploymentId> whole(DeploymentId any) throws IOException, InterruptedException {
    List<DeploymentId> whole = new ArrayList<>();
    for (DeploymentId id : line(any)) {
      if (description(id).isPresent()) {
        whole.add(id);
      }
    }
    whole.sort(Kept.NEWEST_FIRST);
    return whole;
  }

  /** Those marked as current, newest first: two if a switch was interrupted. */
  List<DeploymentId> marked(DeploymentId any) {
    return line(any).stream()
        .filter(id -> has(VolumeName.CURRENT, id))
        .sorted(Kept.NEWEST_FIRST)
        .toList();
  }

  /** The current one: the newer one if a switch was interrupted. */
  Optional<DeploymentId> current(DeploymentId any) {
    return marked(any).stream().findFirst();
  }

  /** The description of a deployment; empty if it is not finished. */
  Optional<DeploymentDescription> description(DeploymentId id)
      throws IOException, InterruptedException {
    if (!has(VolumeName.DESCRIPTION, id)) {
      return Optional.empty();
    }
    return pool.read(VolumeName.DESCRIPTION.of(id), MOST_BYTES)
        .flatMap(text -> DeploymentDescription.parse(text.getBytes(StandardCharsets.UTF_8)))
        .filter(its -> its.deployment().equals(id));
  }
}
