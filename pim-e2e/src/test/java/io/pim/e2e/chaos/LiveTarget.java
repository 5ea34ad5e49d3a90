package io.pim.e2e.chaos;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A target that is there. What is on it is asked by the target's own means, never by PIM. */
interface LiveTarget extends AutoCloseable {
  /** The fields of its entry in targets.d, one a line. */
  List<String> fields();

  /** What a command that deploys to it needs in its environment. */
  default Map<String, String> variables() {
    return Map.of();
  }

  /** Ends what serves the target without a warning, and starts it again on the same state. */
  default void restart() throws Exception {
    throw new UnsupportedOperationException("nothing serves this target");
  }

  /**
   * Fails if anything else is there than should be.
   *
   * @param id the newest deployment, which must be the current one
   */
  void require(String id, DeployProof proof) throws Exception;

  /** How many bytes of the last deployment came again; empty where the target does not count. */
  default Optional<Long> sentTwice(String id) throws Exception {
    return Optional.empty();
  }

  @Override
  default void close() throws IOException {
    // Most are files of the home.
  }
}
