package io.pim.host.deploy.oci;

import io.pim.host.deploy.DeployContext;
import io.pim.model.files.DeploymentId;
import io.pim.tools.oci.Repository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Removes deployments from a registry. Many registries do not allow that. */
final class OciRemoval {
  static final String NOT_ALLOWED =
      "the registry does not allow deletion (docker-registry: storage.delete.enabled)";

  private final Repository repository;
  private final OciShelf shelf;

  /**
   * The result of a removal.
   *
   * @param removed a line for each deployment that was removed
   * @param left a line for each that stays, with the reason
   */
  record Result(List<String> removed, List<String> left) {}

  OciRemoval(Repository repository, OciShelf shelf) {
    this.repository = repository;
    this.shelf = shelf;
  }

  /** Removes manifests with their tags; the registry frees the space when it collects garbage. */
  Result run(DeployContext context, DeploymentId line, List<OciEntry> entries)
      throws IOException, InterruptedException {
    Result result = new Result(new ArrayList<>(), new ArrayList<>());
    Set<String> others = entries.isEmpty() ? Set.of() : shelf.digestsOfOthers(line);
    for (OciEntry entry : entries) {
      if (others.contains(entry.manifest().sha256().hex())) {
        result.left().add("deployment " + entry.id() + ": another tag leads to it");
      } else if (repository.delete(entry.manifest().sha256())) {
        context.say("removed deployment " + entry.id());
        result.removed().add("deployment " + entry.id());
      } else {
        result.left().add("deployment " + entry.id() + ": " + NOT_ALLOWED);
      }
    }
    result.left().forEach(one -> context.say("left " + one));
    return result;
  }
}
