package io.pim.host.deploy.folder;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.Kept;
import io.pim.host.deploy.SwitchFacts;
import io.pim.model.deploy.DeployAct;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DeploymentId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The deployments of one profile and architecture in a target's folder, and their link. */
public final class FolderLine {
  private final TargetFolder folder;
  private final FolderLayout layout;
  private final DeploymentId line;
  private final CurrentLink link;

  /**
   * A line.
   *
   * @param line any deployment of it
   */
  public FolderLine(TargetFolder folder, FolderLayout layout, DeploymentId line) {
    this.folder = folder;
    this.layout = layout;
    this.line = line;
    this.link = new CurrentLink(folder, layout);
  }

  /** Points the link at the context's deployment, or at the one it rolls back to. */
  public void switchTo(DeployContext context) throws IOException, InterruptedException {
    DeploymentId wanted = SwitchFacts.wanted(context);
    if (!whole().contains(wanted)) {
      throw BuildFailure.of(
              FailureKind.TARGET_REFUSED,
              "Deployment " + wanted + " is no longer on target " + wanted.target() + ".")
          .where(layout.whole(wanted))
          .todo("Deploy the image again: pim deploy run IMAGE " + wanted.target())
          .build();
    }
    if (SwitchFacts.begin(context, current())) {
      link.set(wanted);
    }
  }

  /** Removes all deployments that do not stay, and returns a line for each. */
  public List<String> prune(DeployContext context) throws IOException, InterruptedException {
    List<DeploymentId> whole = whole();
    List<DeploymentId> kept = Kept.of(whole, link.get(), context.plan().keep());
    for (DeploymentId id : whole) {
      if (!kept.contains(id) && layout.isUsed(id)) {
        context.say("deployment " + id + " stays: somebody uses " + layout.whole(id));
        kept.add(id);
      }
    }
    if (kept.isEmpty() || link.get().filter(id -> isIn(id, whole, kept)).isPresent()) {
      link.remove();
    }
    List<String> removed = new ArrayList<>();
    for (DeploymentId id : whole) {
      if (!kept.contains(id) && remove(id)) {
        context.say("removed deployment " + id);
        removed.add("deployment " + id);
      }
    }
    removeLeftovers();
    return removed;
  }

  private List<DeploymentId> current() throws IOException, InterruptedException {
    return link.get().stream().toList();
  }

  private static boolean isIn(DeploymentId id, List<DeploymentId> one, List<DeploymentId> other) {
    return one.contains(id) && !other.contains(id);
  }

  /** The finished deployments, newest first. */
  private List<DeploymentId> whole() throws IOException, InterruptedException {
    List<DeploymentId> whole = new ArrayList<>();
    for (Path path : folder.list(layout.folder())) {
      Optional<DeploymentId> id = layout.idOf(path).filter(this::isOfLine);
      if (id.isPresent() && folder.kind(path) == FileKind.FOLDER) {
        whole.add(id.get());
      }
    }
    whole.sort(Kept.NEWEST_FIRST);
    return whole;
  }

  private boolean isOfLine(DeploymentId id) {
    return id.workflowId().equals(line.workflowId());
  }

  /** Renames a deployment before removing it, so that a half-removed one never looks complete. */
  private boolean remove(DeploymentId id) throws IOException, InterruptedException {
    boolean there = whole().contains(id);
    if (there) {
      folder.delete(layout.gone(id));
      folder.move(layout.whole(id), layout.gone(id));
    }
    folder.delete(layout.gone(id));
    return there;
  }

  /** Removes the rest of deployments whose removal was killed. */
  private void removeLeftovers() throws IOException, InterruptedException {
    for (Path path : folder.list(layout.folder())) {
      Optional<DeploymentId> id = FolderLayout.idOfHidden(path).filter(this::isOfLine);
      if (id.isPresent() && path.equals(layout.gone(id.get()))) {
        folder.delete(path);
      }
    }
  }

  /** Removes the context's deployment, and returns a line for each action. */
  public List<String> undo(DeployContext context) throws IOException, InterruptedException {
    List<String> undone = new ArrayList<>();
    switchBack(context).ifPresent(undone::add);
    if (context.plan().act() == DeployAct.DEPLOY) {
      removeOwn(context.id(), undone);
    }
    undone.forEach(context::say);
    return undone;
  }

  private Optional<String> switchBack(DeployContext context)
      throws IOException, InterruptedException {
    if (!SwitchFacts.isSwitched(context, current())) {
      return Optional.empty();
    }
    Optional<DeploymentId> before = SwitchFacts.before(context, whole());
    if (before.isPresent()) {
      link.set(before.get());
      return Optional.of("switched back to deployment " + before.get());
    }
    link.remove();
    return Optional.of("removed the link " + layout.current());
  }

  private void removeOwn(DeploymentId id, List<String> undone)
      throws IOException, InterruptedException {
    boolean part = folder.delete(layout.part(id));
    folder.delete(layout.nextCurrent(id));
    if (layout.isUsed(id)) {
      undone.add("left deployment " + id + ": somebody uses " + layout.whole(id));
    } else if (remove(id) || part) {
      undone.add("removed deployment " + id);
    }
  }
}
