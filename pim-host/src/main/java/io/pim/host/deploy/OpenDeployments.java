package io.pim.host.deploy;

import io.pim.host.build.BuildLog;
import io.pim.model.deploy.DeploySecrets;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DeploymentFolder;
import io.pim.model.files.DeploymentId;
import io.pim.model.files.Listing;
import io.pim.model.files.PimFolders;
import io.pim.model.files.PrivateFolders;
import io.pim.model.json.Json;
import io.pim.model.secret.Redactor;
import io.pim.model.secret.SealBrokenException;
import io.pim.model.secret.Sealer;
import io.pim.model.target.TargetSettings;
import io.pim.workflows.message.DeployRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Opens deployments from their folders, so that a restarted worker has everything it needs. */
public final class OpenDeployments {
  private final PimFolders folders;
  private final Clock clock;

  public OpenDeployments(PimFolders folders, Clock clock) {
    this.folders = folders;
    this.clock = clock;
  }

  /** The folder for a deployment's files on this host, existing or not. */
  public DeploymentFolder folder(DeploymentId id) {
    return folders.deployment(id);
  }

  /** Saves a request in the deployment's folder, replacing an older one, and opens it. */
  public OpenDeployment save(DeployRequest request) throws IOException {
    PrivateFolders.create(folder(request.id()).root());
    Json.write(folder(request.id()).request(), request);
    return open(request.id());
  }

  /** Whether the deployment was opened on this host. */
  public boolean has(DeploymentId id) {
    return Files.exists(folder(id).request());
  }

  /** Opens a deployment that was saved on this host. */
  public OpenDeployment open(DeploymentId id) throws IOException {
    DeploymentFolder folder = folder(id);
    DeployRequest request = read(folder, id);
    TargetSettings settings = DeployPlanCheck.settings(request, folder.root());
    DeploySecrets secrets = unseal(request);
    return new OpenDeployment(
        request, folder, settings, secrets, new BuildLog(folder.log(), redactor(secrets), clock));
  }

  /** The deployments that were opened on this host and not closed. */
  public List<DeploymentId> unclosed() throws IOException {
    return Listing.of(folders.deployments()).stream()
        .map(folder -> DeploymentId.tryParse(folder.getFileName().toString()))
        .flatMap(Optional::stream)
        .filter(id -> Files.exists(folder(id).service()))
        .toList();
  }

  /**
   * Masks all secrets. One with several lines, such as a key, is masked line by line as well,
   * because it may be printed that way.
   */
  private static Redactor redactor(DeploySecrets secrets) {
    return new Redactor(
        secrets.values().values().stream()
            .flatMap(value -> Stream.concat(Stream.of(value), value.lines().map(String::strip)))
            .toList());
  }

  private static DeployRequest read(DeploymentFolder folder, DeploymentId id) throws IOException {
    try {
      return Json.read(folder.request(), DeployRequest.class);
    } catch (NoSuchFileException e) {
      throw BuildFailure.of(
              FailureKind.HOST_SETUP, "The deployment's folder is missing on this host.")
          .where(folder.root())
          .why("It was removed, or its disk was replaced.")
          .todo("Send the plan again: pim deploy retry " + id)
          .causedBy(e)
          .build();
    }
  }

  private DeploySecrets unseal(DeployRequest request) throws IOException {
    try {
      byte[] plain =
          Sealer.withKeyFile(folders.sealKey())
              .open(request.secrets(), DeployRequest.bound(request.id(), request.plan()));
      return Json.mapper().readValue(plain, DeploySecrets.class);
    } catch (SealBrokenException e) {
      String retry = "`pim deploy retry " + request.id() + "`";
      throw BuildFailure.of(
              FailureKind.PLAN_UNREADABLE, "This host cannot open the target's secrets.")
          .where(folders.sealKey())
          .why("They were " + e.getMessage() + ".")
          .todo(
              e.needsOtherKey()
                  ? "Copy "
                      + folders.sealKey()
                      + " from the machine that started the deployment to this host, then "
                      + retry
                      + "."
                  : "Send them again with " + retry + ".")
          .causedBy(e)
          .build();
    }
  }
}
