package io.pim.cli.build;

import io.pim.model.plan.Plan;
import java.util.Optional;

/**
 * The route of a build.
 *
 * @param builder {@code any}, or the id of the only host that may take it
 * @param askFirst the host to ask before others, if the builder is {@code any}
 */
record Route(String builder, Optional<String> askFirst) {
  static Route only(String hostId) {
    return new Route(hostId, Optional.empty());
  }

  static Route any(Optional<String> askFirst) {
    return new Route(Plan.ANY_HOST, askFirst);
  }
}
