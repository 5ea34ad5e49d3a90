package io.pim.host.deploy.aws;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.DeployFact;
import io.pim.tools.aws.WrittenSnapshot;
import java.io.IOException;
import java.util.Optional;

/**
 * The snapshot that a deployment writes to.
 *
 * @param token of the request that started it
 * @param written once all blocks are written
 */
record StartedSnapshot(String token, String id, Optional<WrittenSnapshot> written) {
  static Optional<StartedSnapshot> read(DeployContext context) throws IOException {
    return fact(context).read();
  }

  void write(DeployContext context) throws IOException {
    fact(context).write(this);
  }

  static void forget(DeployContext context) throws IOException {
    fact(context).forget();
  }

  private static DeployFact<StartedSnapshot> fact(DeployContext context) {
    return context.fact("snapshot", StartedSnapshot.class);
  }
}
