package io.pim.e2e.chaos;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real target. The test reads its contents by the target's own means, never through PIM. */
interface LiveTarget extends AutoCloseable {
  /** The fields of its entry in targets.d, one a line. */
  List<String> fields() throws IOException;

  /** The environment variables for a command that deploys to it. */
  default Map<String, String> variables() {
    return Map.of();
  }

  /** Ends what serves the target without a warning, and starts it again on the same state. */
  default void restart() throws Exception {
    throw new UnsupportedOperationException("nothing serves this target");
  }

  /**
   * Whether a good part of an image has come since the last deployment, so that a fault comes in
   * the middle of its upload. True where that cannot be seen.
   */
  default boolean hasPartOf(ChaosImage image) throws Exception {
    return true;
  }

  /** Fails if anything else is there than should be. */
  void require(DeployProof proof) throws Exception;

  /**
   * How many bytes of the last deployment came again; empty where nothing is sent. Is asked once
   * after each deployment.
   */
  Optional<Long> sentTwice(DeployProof proof) throws Exception;

  @Override
  default void close() throws IOException {
    // Most are files of the home.
  }
}
