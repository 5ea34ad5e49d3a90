package io.pim.host.deploy.directory;

import io.pim.host.deploy.TargetDeployment;
import io.pim.host.deploy.file.DeploymentDescription;
import io.pim.host.deploy.folder.CurrentLink;
import io.pim.host.deploy.folder.DescriptionFile;
import io.pim.host.deploy.folder.FileKind;
import io.pim.host.deploy.folder.FolderLayout;
import io.pim.host.deploy.folder.TargetFolder;
import io.pim.model.files.DeploymentId;
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
    Optional<DeploymentId> hidden = FolderLayout.idOfHidden(path);
    Optional<DeploymentId> id =
        hidden
            .or(() -> DeploymentId.tryParse(path.getFileName().toString()))
            .filter(its -> its.target().equals(target));
    if (id.isEmpty() || folder.kind(path) != FileKind.FOLDER) {
      return Optional.empty();
    }
    Optional<DeploymentDescription> description = DescriptionFile.read(folder, path);
    Path place = description.map(its -> path.resolve(its.file())).orElse(path);
    return Optional.of(
        DeploymentDescription.found(
            id.get(), place.toString(), description, hidden.isEmpty(), current.equals(id)));
  }
}
