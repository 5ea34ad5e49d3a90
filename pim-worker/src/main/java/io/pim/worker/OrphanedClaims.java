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
 * Cleans up after builds that ended, were held, or moved to another host while this host could not
 * be reached, because its worker was away or cut off. A build that is not certain to have ended is
 * left alone, and so is a build of another service.
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
   * @param service identifies the service anew at each look, because another one may answer at the
   *     same address meanwhile
   */
  OrphanedClaims(BuildWhereabouts whereabouts, BuildLife life, Supplier<BuildService> service) {
    this.whereabouts = whereabouts;
    this.life = life;
    this.service = service;
  }

  /** Cleans up once. Call it repeatedly: a service that does not answer is asked the next time. */
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

  /**
   * Handles one build. The build may claim a slot here during the look; comparing its claim before
   * and after shows that.
   */
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

  /** Cleans up one build. A failure must not prevent the worker from serving other builds. */
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
