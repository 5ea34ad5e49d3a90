package io.pim.host.deploy.directory;

import io.pim.model.files.DeploymentId;
import io.pim.model.files.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** The link to the deployment that users get; replaced in one act. */
final class CurrentLink {
  private final DirectoryLayout layout;

  CurrentLink(DirectoryLayout layout) {
    this.layout = layout;
  }

  /** The deployment that users get; empty where there is no link, or one that PIM did not make. */
  Optional<DeploymentId> get() throws IOException {
    return Files.isSymbolicLink(layout.current())
        ? DeploymentId.tryParse(Files.readSymbolicLink(layout.current()).toString())
        : Optional.empty();
  }

  /** What is in the way of the link; empty where nothing is. */
  Optional<String> obstacle(DeploymentId line) throws IOException {
    if (!Files.exists(layout.current(), LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    Optional<DeploymentId> there = get();
    if (there.isEmpty()) {
      return Optional.of("It is there, and PIM did not make it.");
    }
    return there.get().workflowId().equals(line.workflowId())
        ? Optional.empty()
        : Optional.of("It leads to deployment " + there.get() + ", which is of another kind.");
  }

  /** Lets users get a deployment, which is whole. */
  void set(DeploymentId id) throws IOException {
    Path next = layout.nextCurrent(id);
    Files.deleteIfExists(next);
    // Relative, so that the folder can be moved, and mounted anywhere.
    Files.createSymbolicLink(next, Path.of(id.text()));
    DurableFile.move(next, layout.current());
  }

  void remove() throws IOException {
    if (Files.deleteIfExists(layout.current())) {
      DurableFile.forceNames(layout.line());
    }
  }
}
