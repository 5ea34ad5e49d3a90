package io.pim.model.registry;

import io.pim.model.files.DeploymentId;
import io.pim.model.files.ExclusiveFile;
import io.pim.model.files.PimFolders;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The deployments in the registry. At most one deployment of a profile, architecture and target is
 * current. Entries and fields of other programs and other PIM versions are kept.
 */
public final class Deployments {
  private static final Comparator<DeploymentEntry> BY_TIME =
      Comparator.comparing(DeploymentEntry::deployed).thenComparing(entry -> entry.id().text());

  private final RegistryFile file;
  private final ExclusiveFile lock;

  public Deployments(PimFolders folders) {
    this.file = new RegistryFile(folders.registry());
    this.lock = new ExclusiveFile(folders.registryLock());
  }

  /**
   * All deployments, newest first.
   *
   * @throws IOException when the registry cannot be read
   */
  public List<DeploymentEntry> list() throws IOException {
    return entries(file.deployments(file.read())).sorted(BY_TIME.reversed()).toList();
  }

  /** The deployment with this id. */
  public Optional<DeploymentEntry> find(DeploymentId id) throws IOException {
    return list().stream().filter(entry -> entry.id().equals(id)).findFirst();
  }

  /** The deployment that users of the target get, of the same profile and architecture. */
  public Optional<DeploymentEntry> current(DeploymentId line) throws IOException {
    return list().stream()
        .filter(entry -> entry.isCurrent() && entry.isOfSameLine(line))
        .findFirst();
  }

  /** Adds a deployment as the current one. Doing so again changes nothing. */
  public void add(DeploymentEntry entry) throws IOException {
    change(
        entry.id(),
        all -> {
          Map<Object, Object> fields = RegistryFile.fieldsOf(all.get(entry.id().text()));
          fields.putAll(DeploymentYaml.write(entry));
          all.put(entry.id().text(), fields);
          makeCurrent(all, entry.id());
        });
  }

  /** Makes an earlier deployment the current one, if it exists. */
  public void switchTo(DeploymentId id) throws IOException {
    change(id, all -> makeCurrent(all, id));
  }

  /**
   * Removes a deployment that has been undone.
   *
   * @param current the deployment that users of the target get now
   */
  public void undo(DeploymentId id, Optional<DeploymentId> current) throws IOException {
    change(
        id,
        all -> {
          all.remove(id.text());
          current.ifPresent(now -> makeCurrent(all, now));
        });
  }

  /** Removes the deployments of a line that are no longer on the target. */
  public void keepOnly(DeploymentId line, Set<DeploymentId> there) throws IOException {
    change(
        line,
        all ->
            ofLine(all, line)
                .filter(entry -> !there.contains(entry.id()))
                .forEach(entry -> all.remove(entry.id().text())));
  }

  private interface Change {
    void apply(Map<String, Object> deployments);
  }

  private void change(DeploymentId why, Change change) throws IOException {
    lock.whileHeld(
        () -> {
          Map<String, Object> tree = file.read();
          Map<String, Object> all = file.deployments(tree);
          Map<String, Object> before = new LinkedHashMap<>(all);
          change.apply(all);
          if (!all.equals(before)) {
            file.write(tree);
          }
          return why;
        });
  }

  private static void makeCurrent(Map<String, Object> all, DeploymentId id) {
    ofLine(all, id)
        .forEach(
            entry -> {
              Map<Object, Object> fields = RegistryFile.fieldsOf(all.get(entry.id().text()));
              DeploymentEntry.State state =
                  entry.id().equals(id)
                      ? DeploymentEntry.State.CURRENT
                      : DeploymentEntry.State.KEPT;
              fields.put(DeploymentYaml.STATE, state.id());
              all.put(entry.id().text(), fields);
            });
  }

  /** A copy, because the map changes meanwhile. */
  private static Stream<DeploymentEntry> ofLine(Map<String, Object> all, DeploymentId line) {
    Predicate<DeploymentEntry> same = entry -> entry.isOfSameLine(line);
    return entries(all).filter(same).toList().stream();
  }

  private static Stream<DeploymentEntry> entries(Map<String, Object> deployments) {
    return deployments.entrySet().stream()
        .flatMap(
            its ->
                DeploymentYaml.read(its.getKey(), RegistryFile.fieldsOf(its.getValue())).stream());
  }
}
