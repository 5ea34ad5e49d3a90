package io.pim.cli.client;

import io.grpc.StatusRuntimeException;
import io.pim.cli.temporal.TemporalAccess;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.model.failure.BuildFailure;
import io.pim.model.files.BuildId;
import io.pim.workflows.message.BuildState;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The builds that have ended, if the Temporal service answers.
 *
 * @param unfinished builds that run, wait or are held, on any host
 * @param withoutImage builds that failed or were cancelled without an image
 * @param silence why the service did not answer; empty when it did
 */
public record EndedBuilds(
    Set<BuildId> unfinished, Set<BuildId> withoutImage, Optional<String> silence) {

  /** Asks the running service; never starts one. */
  public static EndedBuilds ask(TemporalAccess temporal) {
    Set<BuildId> unfinished = new HashSet<>();
    Set<BuildId> withoutImage = new HashSet<>();
    try (Session session = temporal.openRunning()) {
      new BuildList(session.client())
          .builds(BuildFilter.all())
          .forEach(row -> sort(row, unfinished, withoutImage));
      return new EndedBuilds(unfinished, withoutImage, Optional.empty());
    } catch (BuildFailure e) {
      return new EndedBuilds(Set.of(), Set.of(), Optional.of(e.report().what()));
    } catch (StatusRuntimeException e) {
      return new EndedBuilds(
          Set.of(),
          Set.of(),
          Optional.of("the Temporal service does not answer: " + e.getStatus().getCode()));
    }
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
