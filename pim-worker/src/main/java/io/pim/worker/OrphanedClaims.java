package io.pim.worker;

import io.grpc.StatusRuntimeException;
import io.pim.host.claim.BuildLife;
import io.pim.host.claim.BuildService;
import io.pim.host.claim.Claim;
import io.pim.model.failure.BuildFailure;
import io.pim.model.files.BuildId;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cleans up after builds that ended, were held, or moved to another host while this host's worker
 * was away or had no connection. A build is left alone if it may still run or belongs to another
 * service.
 */
final class OrphanedClaims {
  private static final Logger LOG = LoggerFactory.getLogger(OrphanedClaims.class);

  private final BuildWhereabouts whereabouts;
  private final BuildLife life;
  private final Supplier<BuildService> service;
  private final Set<String> reported = new TreeSet<>();
  private boolean answered = true;

  /**
   * Cleans up for one service and host.
   *
   * @param service asks the service for its identity at each call, because another one may answer
   *     at the same address meanwhile
   */
  OrphanedClaims(BuildWhereabouts whereabouts, BuildLife life, Supplier<BuildService> service) {
    this.whereabouts = whereabouts;
    this.life = life;
    this.service = service;
  }

  /** Cleans up once. If the service does not answer, the next call asks again. */
  void cleanUp() throws InterruptedException {
    try {
      for (BuildId build : life.unfinished()) {
        Optional<BuildService> owner = life.service(build);
        if (isOurs(owner)) {
          look(build);
        } else {
          reportOnce(build, owner);
        }
      }
      answered = true;
    } catch (IOException | StatusRuntimeException e) {
      if (answered) {
        LOG.warn("cannot look for builds that have ended: {}", e.getMessage());
      }
      answered = false;
    }
  }

  private boolean isOurs(Optional<BuildService> owner) {
    return owner.filter(remembered -> service.get().has(remembered)).isPresent();
  }

  /**
   * Handles one build. The build may claim a slot here meanwhile, so its claim is compared before
   * and after.
   */
  private void look(BuildId build) throws InterruptedException, IOException {
    Optional<Claim> seen = life.claim(build);
    switch (whereabouts.of(build)) {
      case HERE -> {
        if (seen.isPresent()
            && whereabouts.isHeld(build)
            && life.releaseUnlessClaimedSince(build, seen)) {
          LOG.info("build {} was held while no worker ran here: its slot was returned", build);
        }
      }
      case NOT_PLACED -> {
        if (seen.isPresent() && life.unclaim(build, seen)) {
          LOG.info("build {} asks for a host again: its slot here was returned", build);
        }
      }
      case ELSEWHERE -> cleanUp(build, seen, "went to another host");
      case ENDED -> cleanUp(build, seen, "ended");
    }
  }

  /** Cleans up one build. A failure must not prevent the worker from serving other builds. */
  private void cleanUp(BuildId build, Optional<Claim> seen, String why)
      throws InterruptedException {
    if (!isOurs(life.service(build))) {
      // Another service began to answer just then.
      return;
    }
    LOG.info("build {} {} while no worker ran here: cleaning up", build, why);
    try {
      life.cleanUpUnlessClaimedSince(build, seen);
    } catch (IOException | BuildFailure e) {
      LOG.warn("build {} could not be cleaned up: {}", build, e.getMessage());
    }
  }

  private void reportOnce(BuildId build, Optional<BuildService> owner) {
    if (reported.add(build.text())) {
      LOG.warn(
          "build {} belongs to another service or host ({}; here is {}): it is left alone",
          build,
          owner.map(BuildService::toString).orElse("unknown"),
          service.get());
    }
  }
}
