package io.pim.e2e.chaos;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real target. The test reads its contents by the target's own means, never through PIM. */
interface LiveTarget extends AutoCloseable {
  /** The fields of its entry in targets.d, one per line. */
  List<String> fields() throws IOException;

  /** The environment variables for a command that deploys to it. */
  default Map<String, String> variables() {
    return Map.of();
  }

  /** Kills the target's server without warning, and starts it again with the same state. */
  default void restart() throws Exception {
    throw new UnsupportedOperationException("nothing serves this target");
  }

  /**
   * Whether a good part of an image has arrived since the last deployment, so that a fault strikes
   * in the middle of its upload. True if that cannot be observed.
   */
  default boolean hasPartOf(ChaosImage image) throws Exception {
    return true;
  }

  /** Fails unless the target has exactly the expected contents. */
  void require(DeployProof proof) throws Exception;

  /**
   * The number of bytes of the last deployment that were sent twice; empty if nothing is sent.
   * Called once after each deployment.
   */
  Optional<Long> sentTwice(DeployProof proof) throws Exception;

  @Override
  default void close() throws IOException {
    // Most of them are files in the home.
  }
}
