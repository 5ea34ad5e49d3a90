package io.pim.host.deploy.aws;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.io.IOException;
import java.util.List;

/**
 * Removes what no fact on this host tells of. A right that is missing for that was missing for the
 * making, too: nobody must give it so that a deployment can be undone that has not begun.
 */
final class Unbegun {
  private Unbegun() {}

  /** Removes. */
  @FunctionalInterface
  interface Removing {
    List<String> remove() throws IOException, InterruptedException;
  }

  static List<String> look(Removing removing) throws IOException, InterruptedException {
    try {
      return removing.remove();
    } catch (BuildFailure e) {
      if (e.report().kind() == FailureKind.TARGET_REFUSED) {
        return List.of();
      }
      throw e;
    }
  }
}
