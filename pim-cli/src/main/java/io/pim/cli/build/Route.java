package io.pim.cli.build;

import io.pim.model.plan.Plan;
import java.util.Optional;

/**
 * Where a build goes.
 *
 * @param builder {@code any}, or the id of the only host that may take it
 * @param askFirst of any, the host to ask before others
 */
record Route(String builder, Optional<String> askFirst) {
  static Route only(String hostId) {
    return new Route(hostId, Optional.empty());
  }

  static Route any(Optional<String> askFirst) {
    return new Route(Plan.ANY_HOST, askFirst);
  }
}
