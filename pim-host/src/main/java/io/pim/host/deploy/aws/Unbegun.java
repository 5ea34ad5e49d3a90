package io.pim.host.deploy.aws;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.io.IOException;
import java.util.List;

/**
 * Looks for remains of a deployment that has recorded nothing on this host. Credentials that may
 * not search could not make anything either, so there is nothing to remove: a person need not grant
 * rights only to undo a deployment that has not begun.
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
