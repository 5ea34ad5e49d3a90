package io.pim.host.deploy.utm;

import io.pim.host.deploy.TargetDeployment;
import io.pim.host.deploy.file.DeploymentDescription;
import io.pim.host.deploy.folder.DescriptionFile;
import io.pim.host.deploy.folder.FileKind;
import io.pim.host.deploy.folder.FolderLayout;
import io.pim.host.deploy.folder.TargetFolder;
import io.pim.model.files.DeploymentId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds a target's deployments in a folder that has other machines as well. */
final class UtmInventory {
  private final String target;
  private final TargetFolder folder;

  UtmInventory(String target, TargetFolder folder) {
    this.target = target;
    this.folder = folder;
  }

  List<TargetDeployment> list() throws IOException, InterruptedException {
    List<Path> all = folder.list(folder.path());
    Set<String> linked = new HashSet<>();
    for (Path path : all) {
      if (folder.kind(path) == FileKind.LINK) {
        linked.add(folder.readLink(path));
      }
    }
    List<TargetDeployment> found = new ArrayList<>();
    for (Path path : all) {
      if (folder.kind(path) == FileKind.FOLDER) {
        look(path, linked.contains(path.getFileName().toString())).ifPresent(found::add);
      }
    }
    return found;
  }

  private Optional<TargetDeployment> look(Path path, boolean current)
      throws IOException, InterruptedException {
    Optional<DeploymentDescription> description = DescriptionFile.read(folder, path);
    Optional<DeploymentId> hidden = FolderLayout.idOfHidden(path);
    return hidden
        .or(
            () ->
                description.map(DeploymentDescription::deployment).filter(id -> isNamed(path, id)))
        .filter(id -> id.target().equals(target))
        .map(
            id ->
                DeploymentDescription.found(
                    id, path.toString(), description, hidden.isEmpty(), current));
  }

  /** Compares the time only, because the images may have had another name. */
  private static boolean isNamed(Path bundle, DeploymentId id) {
    return bundle.toString().endsWith("-" + id.timeText() + UtmLayout.ENDING);
  }
}
