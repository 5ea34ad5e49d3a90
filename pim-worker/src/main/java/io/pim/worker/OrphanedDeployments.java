package io.pim.worker;

import io.grpc.StatusRuntimeException;
import io.pim.host.claim.BuildService;
import io.pim.host.deploy.DeployLife;
import io.pim.model.failure.BuildFailure;
import io.pim.model.files.DeploymentId;
import io.pim.workflows.activity.DeployNote;
import io.pim.workflows.visibility.BuildAttributes;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends deployments of this host that ended while the host or their target could not be reached.
 * Removes them from the target unless they were recorded. Leaves a deployment alone if it may still
 * run or belongs to another service.
 */
final class OrphanedDeployments implements Housekeeping.Chore {
  private static final Logger LOG = LoggerFactory.getLogger(OrphanedDeployments.class);

  /** A pause after a failure, because an attempt on a target that does not answer takes long. */
  private static final Duration TRY_AGAIN = Duration.ofMinutes(5);

  private final RunningWorkflows workflows;
  private final DeployLife life;
  private final Supplier<BuildService> service;
  private final Clock clock;
  private final Map<DeploymentId, Instant> notBefore = new HashMap<>();
  private boolean answered = true;

  OrphanedDeployments(
      RunningWorkflows workflows, DeployLife life, Supplier<BuildService> service, Clock clock) {
    this.workflows = workflows;
    this.life = life;
    this.service = service;
    this.clock = clock;
  }

  /** Cleans up once. If the service does not answer, the next call asks again. */
  @Override
  public void run() throws InterruptedException {
    try {
      for (DeploymentId id : life.unclosed()) {
        Instant next = notBefore.getOrDefault(id, Instant.MIN);
        if (!clock.instant().isBefore(next) && isOurs(id) && hasEnded(id) && isOurs(id)) {
          end(id);
        }
      }
      answered = true;
    } catch (IOException | StatusRuntimeException e) {
      if (answered) {
        LOG.warn("cannot look for deployments that have ended: {}", e.getMessage());
      }
      answered = false;
    }
  }

  /** Asks again after the check, because another service may have begun to answer just then. */
  private boolean isOurs(DeploymentId id) {
    return life.service(id).filter(remembered -> service.get().has(remembered)).isPresent();
  }

  private boolean hasEnded(DeploymentId id) {
    return workflows
        .running(id.workflowId(), BuildAttributes.DEPLOYMENT_ID_MEMO, id.text())
        .isEmpty();
  }

  /** A failure must not prevent the worker from serving other deployments. */
  private void end(DeploymentId id) throws InterruptedException {
    try {
      Optional<DeployNote> ended = life.endUnreported(id);
      ended.ifPresent(
          note ->
              LOG.info("cleaned up after deployment {}, which had ended: {}", id, note.removed()));
      notBefore.remove(id);
    } catch (IOException | BuildFailure e) {
      if (!notBefore.containsKey(id)) {
        LOG.warn("cannot clean up after deployment {} now: {}", id, e.getMessage());
      }
      notBefore.put(id, clock.instant().plus(TRY_AGAIN));
    }
  }
}
