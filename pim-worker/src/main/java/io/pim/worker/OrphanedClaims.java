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
 * Cleans up after builds that ended, were held, or went to another host, while nobody here could be
 * told: this host's worker was away, or cut off. A build that is not known for certain to have
 * ended is left alone, and so is one of another service.
 */
final class OrphanedClaims {
  private static final Logger LOG = LoggerFactory.getLogger(OrphanedClaims.class);

  private final BuildWhereabouts whereabouts;
  private final BuildLife life;
  private final Supplier<BuildService> service;
  private final Set<String> told = new TreeSet<>();
  private boolean answered = true;

  /**
   * Cleans up for one service and host.
   *
   * @param service asks anew at each look: another one may answer at the same address meanwhile
   */
  OrphanedClaims(BuildWhereabouts whereabouts, BuildLife life, Supplier<BuildService> service) {
    this.whereabouts = whereabouts;
    this.life = life;
    this.service = service;
  }

  /** May be called again and again; a service that does not answer is asked the next time. */
  void cleanUp() throws InterruptedException {
    try {
      for (BuildId build : life.unfinished()) {
        Optional<BuildService> its = life.service(build);
        if (isOurs(its)) {
          look(build);
        } else {
          tellOnce(build, its);
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

  private boolean isOurs(Optional<BuildService> its) {
    return its.filter(remembered -> service.get().has(remembered)).isPresent();
  }

  /** A build may claim a slot here while it is asked about: the claim seen before tells that. */
  private void look(BuildId build) throws InterruptedException, IOException {
    Optional<Claim> seen = life.claim(build);
    switch (whereabouts.of(build)) {
      case HERE -> {
        if (seen.isPresent()
            && whereabouts.isHeld(build)
            && life.releaseUnlessClaimedSince(build, seen)) {
          LOG.info(
              "build {} was held while nobody here could be told: its slot was given back", build);
        }
      }
      case NOT_PLACED -> {
        if (seen.isPresent() && life.unclaim(build, seen)) {
          LOG.info("build {} asks for a host again: its slot here was given back", build);
        }
      }
      case ELSEWHERE -> cleanUp(build, seen, "went to another host");
      case ENDED -> cleanUp(build, seen, "ended");
    }
  }

  /** One build that resists must not keep the worker from all others. */
  private void cleanUp(BuildId build, Optional<Claim> seen, String why)
      throws InterruptedException {
    if (!isOurs(life.service(build))) {
      // Another service began to answer just then.
      return;
    }
    LOG.info("build {} {} while nobody here could be told: cleaning up", build, why);
    try {
      life.cleanUpUnlessClaimedSince(build, seen);
    } catch (IOException | BuildFailure e) {
      LOG.warn("build {} could not be cleaned up: {}", build, e.getMessage());
    }
  }

  private void tellOnce(BuildId build, Optional<BuildService> its) {
    if (told.add(build.text())) {
      LOG.warn(
          "build {} belongs to another service or host ({}; here is {}): it is left alone",
          build,
          its.map(BuildService::toString).orElse("nobody knows which"),
          service.get());
    }
  }
}
