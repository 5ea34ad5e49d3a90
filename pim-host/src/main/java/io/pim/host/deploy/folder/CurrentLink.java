package io.pim.host.deploy.folder;

import io.pim.model.files.DeploymentId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The link to the deployment that users get. It is replaced in one act. */
public final class CurrentLink {
  private final TargetFolder folder;
  private final FolderLayout layout;

  public CurrentLink(TargetFolder folder, FolderLayout layout) {
    this.folder = folder;
    this.layout = layout;
  }

  /** The deployment that users get; empty if there is no link, or PIM did not make it. */
  public Optional<DeploymentId> get() throws IOException, InterruptedException {
    if (folder.kind(layout.current()) != FileKind.LINK) {
      return Optional.empty();
    }
    String to = folder.readLink(layout.current());
    return to.contains("/") ? Optional.empty() : layout.idOf(layout.folder().resolve(to));
  }

  /** The reason why PIM may not set the link; empty if it may. */
  Optional<String> obstacle(DeploymentId line) throws IOException, InterruptedException {
    if (folder.kind(layout.current()) == FileKind.NONE) {
      return Optional.empty();
    }
    Optional<DeploymentId> there = get();
    if (there.isEmpty()) {
      return Optional.of("It exists, and PIM did not make it.");
    }
    return there.get().workflowId().equals(line.workflowId())
        ? Optional.empty()
        : Optional.of("It leads to deployment " + there.get() + ", which is of another kind.");
  }

  /** Points the link at a finished deployment. */
  void set(DeploymentId id) throws IOException, InterruptedException {
    Path next = layout.nextCurrent(id);
    folder.delete(next);
    // Relative, so that the folder can be moved, and mounted anywhere.
    folder.makeLink(next, layout.whole(id).getFileName().toString());
    folder.move(next, layout.current());
  }

  void remove() throws IOException, InterruptedException {
    folder.delete(layout.current());
  }
}
