package io.pim.host.deploy.directory;

import com.fasterxml.jackson.core.JacksonException;
import io.pim.host.deploy.TargetDeployment;
import io.pim.model.files.DeploymentId;
import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the deployments in a target's folder by their names alone. */
final class DirectoryInventory {
  private final String target;
  private final TargetFolder folder;

  DirectoryInventory(String target, TargetFolder folder) {
    this.target = target;
    this.folder = folder;
  }

  List<TargetDeployment> list() throws IOException, InterruptedException {
    List<TargetDeployment> found = new ArrayList<>();
    for (Path line : folder.list(folder.path())) {
      if (folder.kind(line) == FileKind.FOLDER) {
        Optional<DeploymentId> current = new CurrentLink(folder, new DirectoryLayout(line)).get();
        for (Path path : folder.list(line)) {
          look(path, current).ifPresent(found::add);
        }
      }
    }
    return found;
  }

  private Optional<TargetDeployment> look(Path path, Optional<DeploymentId> current)
      throws IOException, InterruptedException {
    String name = path.getFileName().toString();
    Optional<DeploymentId> id =
        DeploymentId.tryParse(DirectoryLayout.idOfHidden(name))
            .filter(its -> its.target().equals(target));
    return id.isPresent() && folder.kind(path) == FileKind.FOLDER
        ? Optional.of(found(id.get(), path, state(id.get(), name, current)))
        : Optional.empty();
  }

  private static TargetDeployment.State state(
      DeploymentId id, String name, Optional<DeploymentId> current) {
    if (!name.equals(id.text())) {
      return TargetDeployment.State.PARTIAL;
    }
    return current.equals(Optional.of(id))
        ? TargetDeployment.State.CURRENT
        : TargetDeployment.State.KEPT;
  }

  private TargetDeployment found(DeploymentId id, Path path, TargetDeployment.State state)
      throws IOException, InterruptedException {
    Optional<DirectoryDescription> description = description(path);
    return new TargetDeployment(
        id,
        description.map(its -> path.resolve(its.file())).orElse(path).toString(),
        description.map(DirectoryDescription::image).orElse(""),
        description.map(DirectoryDescription::sha256),
        state);
  }

  private Optional<DirectoryDescription> description(Path deployment)
      throws IOException, InterruptedException {
    Path file = DirectoryLayout.description(deployment);
    if (folder.kind(file) != FileKind.FILE) {
      // Not written yet.
      return Optional.empty();
    }
    try {
      return Optional.of(Json.mapper().readValue(folder.read(file), DirectoryDescription.class));
    } catch (JacksonException e) {
      // Not by this PIM.
      return Optional.empty();
    }
  }
}
