package io.pim.e2e.chaos;

import io.pim.e2e.Said;
import io.pim.e2e.Waiting;
import io.pim.workflows.message.BuildState;
import java.time.Duration;

/** What a person does after something has died, and the end of the build that comes of it. */
final class Recovery {
  private static final Duration END = Duration.ofMinutes(8);
  private static final int HELD = 3;

  private final ChaosUser user;
  private final RunningBuild build;

  Recovery(ChaosUser user, RunningBuild build) {
    this.user = user;
    this.build = build;
  }

  /** Brings back what is gone and watches the build to its end; says how it ended. */
  BuildState bringBack() throws Exception {
    user.pim().pim("up").exits(0);
    if (!build.cliEnds(END)) {
      throw new AssertionError("pim build run does not end:\n" + build.said());
    }
    if (build.cli().exitValue() == 0) {
      return ended();
    }
    Said watched = user.pim().pim("build", "watch", build.id());
    if (watched.exit() == HELD) {
      watched = user.pim().pim("build", "retry", build.id());
    }
    BuildState state = ended();
    if (state == BuildState.DONE) {
      watched.exits(0);
    }
    return state;
  }

  private BuildState ended() throws Exception {
    Waiting.until(
        Duration.ofSeconds(10),
        () -> build.timeline().closed(),
        () -> true,
        () -> "the build has not ended: " + build.timeline().lines() + build.said());
    return build.timeline().state();
  }
}
