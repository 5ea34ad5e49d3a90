package io.pim.host.deploy.directory;

import io.pim.host.deploy.TargetDeployment;
import io.pim.model.files.DeploymentId;
import io.pim.model.files.Listing;
import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the deployments in a target's folder by their names alone. */
final class DirectoryInventory {
  private final String target;
  private final Path folder;

  DirectoryInventory(String target, Path folder) {
    this.target = target;
    this.folder = folder;
  }

  List<TargetDeployment> list() throws IOException {
    List<TargetDeployment> found = new ArrayList<>();
    for (Path line : Listing.of(folder)) {
      if (Files.isDirectory(line, LinkOption.NOFOLLOW_LINKS)) {
        Optional<DeploymentId> current = new CurrentLink(new DirectoryLayout(line)).get();
        for (Path path : Listing.of(line)) {
          look(path, current).ifPresent(found::add);
        }
      }
    }
    return found;
  }

  private Optional<TargetDeployment> look(Path path, Optional<DeploymentId> current) {
    String name = path.getFileName().toString();
    return DeploymentId.tryParse(DirectoryLayout.idOfHidden(name))
        .filter(id -> id.target().equals(target))
        .filter(id -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
        .map(id -> found(id, path, state(id, name, current)));
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

  private static TargetDeployment found(DeploymentId id, Path path, TargetDeployment.State state) {
    Optional<DirectoryDescription> description = description(path);
    return new TargetDeployment(
        id,
        description.map(its -> path.resolve(its.file())).orElse(path).toString(),
        description.map(DirectoryDescription::image).orElse(""),
        description.map(DirectoryDescription::sha256),
        state);
  }

  private static Optional<DirectoryDescription> description(Path deployment) {
    try {
      return Optional.of(
          Json.read(DirectoryLayout.description(deployment), DirectoryDescription.class));
    } catch (IOException e) {
      // Not written yet, or not by this PIM.
      return Optional.empty();
    }
  }
}
