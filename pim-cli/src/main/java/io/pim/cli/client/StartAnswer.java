package io.pim.cli.client;

import io.pim.model.plan.Plan;
import java.util.Optional;

/**
 * The result of a request to start a build.
 *
 * @param build the new build, or the one that is already running
 * @param running the plan of the one that is already running
 */
public record StartAnswer(BuildRef build, Optional<Plan> running) {
  /** Whether the request started the build. */
  public boolean isNew() {
    return running.isEmpty();
  }
}
