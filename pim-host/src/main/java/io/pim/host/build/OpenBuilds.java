package io.pim.host.build;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.BuildFolder;
import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.pim.model.files.PrivateFolders;
import io.pim.model.json.Json;
import io.pim.model.plan.PlanCheck;
import io.pim.model.plan.PlanContents;
import io.pim.model.secret.Redactor;
import io.pim.model.secret.SealBrokenException;
import io.pim.model.secret.Sealer;
import io.pim.workflows.message.BuildRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens builds from their folders, so that a restarted worker has everything it needs. */
public final class OpenBuilds {
  private final PimFolders folders;
  private final Clock clock;

  public OpenBuilds(PimFolders folders, Clock clock) {
    this.folders = folders;
    this.clock = clock;
  }

  /** Saves a request in the build's folder, replacing an older one. */
  public OpenBuild save(BuildRequest request) throws IOException {
    BuildFolder folder = folders.build(request.buildId().text());
    PrivateFolders.create(folder.root());
    PrivateFolders.create(folder.work());
    Json.write(folder.request(), request);
    return open(request.buildId());
  }

  /** The request that was saved on this host; empty when it is missing or incomplete. */
  public Optional<BuildRequest> saved(BuildId id) {
    try {
      return Optional.of(Json.read(folder(id).request(), BuildRequest.class));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Opens a build that was saved on this host. */
  public OpenBuild open(BuildId id) throws IOException {
    BuildFolder folder = folders.build(id.text());
    BuildRequest request = readRequest(folder);
    PlanCheck.require(request.plan(), folder.root());
    PlanContents contents = unseal(request);
    return new OpenBuild(
        request, folder, contents, new BuildLog(folder.log(), redactor(contents), clock));
  }

  private Sealer sealer() {
    try {
      return Sealer.withKeyFile(folders.sealKey());
    } catch (IOException e) {
      throw BuildFailure.of(
              FailureKind.PLAN_UNREADABLE, "This host has no key that opens the plan.")
          .where(folders.sealKey())
          .why(String.valueOf(e.getMessage()))
          .todo("Fix that file, or copy it from another host.")
          .causedBy(e)
          .build();
    }
  }

  /**
   * Masks all secrets of a plan. A secret with several lines, such as a key, is masked line by
   * line, because it may be printed that way.
   */
  public static Redactor redactor(PlanContents contents) {
    List<String> secrets = new ArrayList<>(contents.secrets());
    contents.secrets().forEach(secret -> secret.lines().map(String::strip).forEach(secrets::add));
    return new Redactor(secrets);
  }

  /** The folder for a build's files on this host, existing or not. */
  public BuildFolder folder(BuildId id) {
    return folders.build(id.text());
  }

  /** Whether the build has a folder on this host. */
  public boolean has(BuildId id) {
    return Files.exists(folders.build(id.text()).request());
  }

  private static BuildRequest readRequest(BuildFolder folder) throws IOException {
    try {
      return Json.read(folder.request(), BuildRequest.class);
    } catch (NoSuchFileException e) {
      throw BuildFailure.of(FailureKind.HOST_LOST, "The build's folder is missing on this host.")
          .where(folder.root())
          .why("It was removed, or its disk was replaced.")
          .todo("Nothing: the build starts again from what the host still has.")
          .causedBy(e)
          .build();
    }
  }

  private PlanContents unseal(BuildRequest request) throws IOException {
    try {
      String bound = BuildRequest.bound(request.buildId(), request.plan());
      byte[] plain = sealer().open(request.contents(), bound);
      return Json.mapper().readValue(plain, PlanContents.class);
    } catch (SealBrokenException e) {
      throw BuildFailure.of(
              FailureKind.PLAN_UNREADABLE, "This host cannot open the plan's sealed contents.")
          .where(folders.sealKey())
          .why("The plan was " + e.getMessage() + ".")
          .todo(
              e.needsOtherKey()
                  ? "Copy "
                      + folders.sealKey()
                      + " from the machine that made the plan to this host, then `pim build retry "
                      + request.buildId()
                      + "`."
                  : "Send the plan again with `pim build retry "
                      + request.buildId()
                      + "`; if "
                      + "that does not help, abort the build and start it again.")
          .causedBy(e)
          .build();
    }
  }
}
