package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.e2e.PimUser;
import io.pim.e2e.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The files that a deployment may have left on the host. */
final class HostLeftovers {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final List<String> KEPT = List.of("deploy.log", "request.json", "turn.lock");

  private HostLeftovers() {}

  /** Fails if the host keeps more of a deployment than its log, or if one of its programs runs. */
  static void require(PimUser pim, String id) throws Exception {
    Path folder = pim.home().resolve(".local/state/pim/deployments").resolve(id);
    assertEquals(KEPT, DeployProof.names(folder), "files of the deployment");
    // A program of a killed worker may end a moment later than the deployment.
    Waiting.until(
        LIMIT,
        () -> pim.processesNaming(id).isEmpty(),
        () -> true,
        () -> "processes of " + id + ": " + pim.processesNaming(id));
  }
}
