package io.pim.cli.client;

import io.grpc.StatusRuntimeException;
import io.pim.cli.temporal.TemporalAccess;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.model.failure.BuildFailure;
import io.pim.model.files.BuildId;
import io.pim.model.files.DeploymentId;
import io.pim.workflows.message.BuildState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The builds and deployments as the Temporal service knows them, for commands that remove files:
 * what is open still needs its files.
 *
 * @param unfinished builds that run, wait or are held, on any host
 * @param withoutImage builds that failed or were cancelled without an image
 * @param deploying deployments that run, wait or are held, with their images
 * @param silence why the service did not answer; empty when it did
 */
public record ServiceWork(
    Set<BuildId> unfinished,
    Set<BuildId> withoutImage,
    Map<DeploymentId, String> deploying,
    Optional<String> silence) {

  /** Asks the running service; never starts one. */
  public static ServiceWork ask(TemporalAccess temporal) {
    Set<BuildId> unfinished = new HashSet<>();
    Set<BuildId> withoutImage = new HashSet<>();
    try (Session session = temporal.openRunning()) {
      new BuildList(session.client())
          .builds(BuildFilter.all())
          .forEach(row -> sort(row, unfinished, withoutImage));
      return new ServiceWork(unfinished, withoutImage, deploying(session), Optional.empty());
    } catch (BuildFailure e) {
      return silent(e.report().what());
    } catch (StatusRuntimeException e) {
      return silent("the Temporal service does not answer: " + e.getStatus().getCode());
    }
  }

  private static ServiceWork silent(String why) {
    return new ServiceWork(Set.of(), Set.of(), Map.of(), Optional.of(why));
  }

  private static Map<DeploymentId, String> deploying(Session session) {
    Map<DeploymentId, String> images = new HashMap<>();
    new DeploymentList(session.client())
        .open()
        .forEach(
            row -> DeploymentId.tryParse(row.id()).ifPresent(id -> images.put(id, row.image())));
    return images;
  }

  private static void sort(BuildRow row, Set<BuildId> unfinished, Set<BuildId> withoutImage) {
    Optional<BuildId> build = BuildId.tryParse(row.buildId());
    if (!row.state().isEnded()) {
      build.ifPresent(unfinished::add);
    } else if (row.state() != BuildState.DONE && row.image().isEmpty()) {
      build.ifPresent(withoutImage::add);
    }
  }
}
