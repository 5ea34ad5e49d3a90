package io.pim.host.deploy;

import io.pim.host.build.StepReporter;
import io.pim.host.claim.BuildService;
import io.pim.model.files.DeploymentFolder;
import io.pim.model.files.DeploymentId;
import io.pim.model.files.ExclusiveFile;
import io.pim.model.files.Listing;
import io.pim.model.files.PrivateFolders;
import io.pim.model.json.Json;
import io.pim.workflows.activity.DeployNote;
import io.pim.workflows.message.DeployRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The beginning and the end of a deployment on this host. Every method may be called again. */
public final class DeployLife {
  private final OpenDeployments deployments;
  private final DeployWork work;

  public DeployLife(OpenDeployments deployments, DeployWork work) {
    this.deployments = deployments;
    this.work = work;
  }

  /**
   * Begins a try. The service is written first, because a worker that finds the other files needs
   * it to ask about the deployment.
   */
  public void open(DeployRequest request, BuildService service) throws IOException {
    DeploymentFolder folder = deployments.folder(request.id());
    PrivateFolders.create(folder.root());
    Json.write(folder.service(), service);
    if (!deployments.has(request.id())) {
      DeployWork.setUntouched(folder);
    }
    OpenDeployment deployment = deployments.save(request);
    deployment
        .log()
        .add(
            "open",
            request.plan().act().title()
                + " image "
                + request.plan().image().name()
                + ", target "
                + request.plan().target());
  }

  /** Removes the deployment from its target, and then its facts on this host. */
  public DeployNote undo(OpenDeployment deployment, StepReporter progress)
      throws IOException, InterruptedException {
    DeployNote note = work.undo(deployment, progress);
    deployment
        .log()
        .add("undo", note.removed().isEmpty() ? "nothing to remove" : note.removed().toString());
    removeFacts(deployment.folder());
    DeployWork.setUntouched(deployment.folder());
    return note;
  }

  /**
   * Ends a deployment whose end was not reported to this host. Undoes it unless it was recorded.
   *
   * @return the parts removed from the target; empty if a try still works on it
   */
  public Optional<DeployNote> endUnreported(DeploymentId id)
      throws IOException, InterruptedException {
    DeploymentFolder folder = deployments.folder(id);
    Optional<ExclusiveFile.Hold> turn = new ExclusiveFile(folder.turn()).tryHold();
    if (turn.isEmpty()) {
      return Optional.empty();
    }
    try {
      boolean nothing = DeployWork.isToStay(folder) || !deployments.has(id);
      DeployNote note = nothing ? DeployNote.of("") : undo(deployments.open(id), new Unseen());
      close(id);
      return Optional.of(note);
    } finally {
      turn.get().close();
    }
  }

  /** Reports to nobody. */
  private static final class Unseen implements StepReporter {
    @Override
    public void line(String line) {}

    @Override
    public void fraction(double fraction, String line) {}
  }

  /** Removes facts and work files. The request and the log stay. */
  public void close(DeploymentId id) throws IOException {
    DeploymentFolder folder = deployments.folder(id);
    removeFacts(folder);
    // Last, because a worker that finds the other files needs it to identify the service.
    Files.deleteIfExists(folder.service());
  }

  private static void removeFacts(DeploymentFolder folder) throws IOException {
    PrivateFolders.delete(folder.work());
    Set<Path> kept = Set.of(folder.request(), folder.service(), folder.turn(), folder.log());
    for (Path file : Listing.of(folder.root())) {
      if (!kept.contains(file)) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** The deployments that were opened on this host and not closed. */
  public List<DeploymentId> unclosed() throws IOException {
    return deployments.unclosed();
  }

  /** The service of a deployment that is not closed. */
  public Optional<BuildService> service(DeploymentId id) {
    try {
      return Optional.of(Json.read(deployments.folder(id).service(), BuildService.class));
    } catch (IOException e) {
      // It was closed just now, or its service is not known: it is left alone.
      return Optional.empty();
    }
  }
}
