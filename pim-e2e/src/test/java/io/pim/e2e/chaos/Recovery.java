package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.pim.e2e.Waiting;
import io.pim.workflows.message.BuildState;
import java.time.Duration;

/** Does what a person does after a fault, until the end of the build. */
final class Recovery {
  private static final Duration END = Duration.ofMinutes(8);
  private static final int HELD = 3;
  private static final int KILLED = 128 + 9;

  private final ChaosUser user;
  private final RunningBuild build;

  Recovery(ChaosUser user, RunningBuild build) {
    this.user = user;
    this.build = build;
  }

  /**
   * Watches the build to its end, acts as a person would, and returns how it ended. A watching
   * command restarts the server and the worker.
   *
   * @param alone whether the build must not be held
   */
  BuildState bringBack(boolean alone) throws Exception {
    if (!build.cliEnds(END)) {
      throw new AssertionError("pim build run does not end:\n" + build.printed());
    }
    int exit = build.cli().exitValue();
    if (exit == KILLED) {
      exit = user.pim().pim("build", "watch", build.id()).exit();
    } else if (exit == HELD) {
      assertFalse(alone, () -> "the build was held:\n" + build.printed());
      exit = user.pim().pim("build", "retry", build.id()).exit();
    }
    BuildState state = ended();
    if (state == BuildState.DONE) {
      assertEquals(
          0, exit, () -> "exit status of the command that watched last\n" + build.printed());
    }
    return state;
  }

  private BuildState ended() throws Exception {
    Waiting.until(
        Duration.ofMinutes(2),
        () -> build.timeline().closed(),
        () -> true,
        () -> "the build has not ended: " + build.timeline().lines() + build.printed());
    return build.timeline().state();
  }
}
