package io.pim.host.deploy.oci;

import io.pim.host.deploy.Kept;
import io.pim.host.deploy.TargetDeployment;
import io.pim.model.files.DeploymentId;
import io.pim.tools.oci.Manifest;
import io.pim.tools.oci.Repository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The deployments in a repository, found by their tags and manifests alone. */
final class OciShelf {
  private final Repository repository;
  private final OciNames names;

  OciShelf(Repository repository, OciNames names) {
    this.repository = repository;
    this.names = names;
  }

  Optional<OciEntry> find(DeploymentId id) throws InterruptedException {
    return repository
        .manifest(OciNames.of(id))
        .flatMap(OciEntry::of)
        .filter(entry -> entry.id().equals(id));
  }

  /** The deployment that users of a line get; empty if there is none, or PIM did not make it. */
  Optional<OciEntry> current(DeploymentId line) throws InterruptedException {
    return repository.manifest(names.line(line)).flatMap(OciEntry::of);
  }

  /** The reason why PIM may not move the tag that users follow; empty if it may. */
  Optional<String> obstacle(DeploymentId line) throws InterruptedException {
    Optional<Manifest> there = repository.manifest(names.line(line));
    if (there.isEmpty()) {
      return Optional.empty();
    }
    Optional<OciEntry> entry = OciEntry.of(there.get());
    if (entry.isEmpty()) {
      return Optional.of("It exists, and PIM did not make it.");
    }
    return entry.get().id().workflowId().equals(line.workflowId())
        ? Optional.empty()
        : Optional.of("It leads to deployment " + entry.get().id() + ", which is of another kind.");
  }

  /** All deployments to this target, newest first. */
  List<OciEntry> all() throws IOException, InterruptedException {
    List<OciEntry> found = new ArrayList<>();
    for (String tag : repository.tags()) {
      if (names.mayBeOfDeployment(tag)) {
        repository
            .manifest(tag)
            .flatMap(OciEntry::of)
            .filter(entry -> OciNames.of(entry.id()).equals(tag))
            .filter(entry -> entry.id().target().equals(names.target()))
            .ifPresent(found::add);
      }
    }
    found.sort(Comparator.comparing(OciEntry::id, Kept.NEWEST_FIRST));
    return found;
  }

  /** Those of one line, newest first. */
  List<OciEntry> line(DeploymentId line) throws IOException, InterruptedException {
    return all().stream()
        .filter(entry -> entry.id().workflowId().equals(line.workflowId()))
        .toList();
  }

  List<TargetDeployment> inventory() throws IOException, InterruptedException {
    List<TargetDeployment> found = new ArrayList<>();
    Map<String, Optional<DeploymentId>> current = new HashMap<>();
    for (OciEntry entry : all()) {
      String tag = names.line(entry.id());
      if (!current.containsKey(tag)) {
        current.put(tag, current(entry.id()).map(OciEntry::id));
      }
      found.add(
          new TargetDeployment(
              entry.id(),
              names.place(entry.id()),
              entry.image(),
              entry.sha256(),
              current.get(tag).equals(Optional.of(entry.id()))
                  ? TargetDeployment.State.CURRENT
                  : TargetDeployment.State.KEPT));
    }
    return found;
  }

  /**
   * The digests that other people's tags name. Removing such a manifest would remove their tags.
   */
  Set<String> digestsOfOthers(DeploymentId line) throws IOException, InterruptedException {
    Set<String> digests = new HashSet<>();
    for (String tag : repository.tags()) {
      if (!names.mayBeOfDeployment(tag) && !tag.equals(names.line(line))) {
        repository.manifest(tag).ifPresent(its -> digests.add(its.sha256().hex()));
      }
    }
    return digests;
  }
}
