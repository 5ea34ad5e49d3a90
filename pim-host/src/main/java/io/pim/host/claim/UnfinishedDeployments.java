package io.pim.host.claim;

import io.pim.model.files.DeploymentFolder;
import io.pim.model.files.DeploymentId;
import io.pim.model.files.Listing;
import io.pim.model.files.PimFolders;
import io.pim.model.json.Json;
import io.pim.workflows.message.DeployRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Finds the deployments that were opened on this host and not closed. */
public final class UnfinishedDeployments {
  private final PimFolders folders;

  public UnfinishedDeployments(PimFolders folders) {
    this.folders = folders;
  }

  /** The names of their images. A deployment whose request cannot be read needs no image. */
  public Map<DeploymentId, String> images() throws IOException {
    Map<DeploymentId, String> images = new HashMap<>();
    for (Path path : Listing.of(folders.deployments())) {
      Optional<DeploymentId> id = DeploymentId.tryParse(path.getFileName().toString());
      if (id.isPresent()) {
        DeploymentFolder folder = folders.deployment(id.get());
        if (Files.exists(folder.service())) {
          image(folder).ifPresent(name -> images.put(id.get(), name));
        }
      }
    }
    return images;
  }

  private static Optional<String> image(DeploymentFolder folder) {
    try {
      return Optional.of(Json.read(folder.request(), DeployRequest.class).plan().image().name());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
