package io.pim.e2e.chaos;

import io.pim.e2e.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The moment of a fault. */
public sealed interface Moment {
  /**
   * Waits for the moment.
   *
   * @param usual the duration of such a build without faults
   */
  void await(RunningBuild build, Duration usual) throws Exception;

  /** Whether the build must run every step to reach it. */
  boolean needsForce();

  /** While a step runs, if that can be observed. */
  record At(Place where) implements Moment {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @Override
    public void await(RunningBuild build, Duration usual) throws Exception {
      Waiting.closely(
          LIMIT,
          () -> atWork(build),
          () -> !build.timeline().closed(),
          () -> "no step " + where + ": " + build.timeline().lines() + build.printed());
    }

    private boolean atWork(RunningBuild build) throws Exception {
      Optional<StepRun> run = build.timeline().newest(where.step());
      if (run.isEmpty()) {
        return false;
      }
      // If the step has passed, the fault strikes at once; the table shows at which step.
      return run.get().ended().isPresent() || isSeen(build);
    }

    private boolean isSeen(RunningBuild build) throws Exception {
      Path folder = build.folder();
      return switch (where) {
        case INSTALL, VERIFY ->
            hasSaid(folder.resolve(where.phase().orElseThrow() + "-console.log"));
        case BOOT -> Files.exists(folder.resolve("guest-vm.json"));
        case SCRIPT -> build.log().contains("work tick 2");
        case FINALIZE -> build.log().contains("[finalize] ");
        case FINALIZE_KEYS -> build.log().contains("[finalize] keys");
        case LAST_SCRIPT -> build.log().contains("last begins");
        default -> true;
      };
    }

    private static boolean hasSaid(Path console) throws Exception {
      return Files.exists(console) && Files.size(console) > 0;
    }

    @Override
    public boolean needsForce() {
      return where.needsForce();
    }

    @Override
    public String toString() {
      return where.toString();
    }
  }

  /**
   * While the guest shuts down.
   *
   * @param millis the time since PIM asked it to shut down
   */
  record ShuttingDown(int millis) implements Moment {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @Override
    public void await(RunningBuild build, Duration usual) throws Exception {
      Waiting.closely(
          LIMIT,
          () -> build.log().contains("[shutdown] shutting down"),
          () -> !build.timeline().closed(),
          () -> "no shutdown: " + build.timeline().lines() + build.printed());
      // Nothing outside the guest shows its progress.
      TimeUnit.MILLISECONDS.sleep(millis);
    }

    @Override
    public boolean needsForce() {
      return false;
    }

    @Override
    public String toString() {
      return "shutdown-" + millis + "ms";
    }
  }

  /**
   * At a point in time, whichever step runs then.
   *
   * @param share the part of a build's usual duration, from 0 to 1, so that it scales with the
   *     machine
   */
  record After(double share, int number) implements Moment {
    @Override
    public void await(RunningBuild build, Duration usual) throws Exception {
      build.id();
      // Only the time defines this moment.
      TimeUnit.MILLISECONDS.sleep((long) (usual.toMillis() * share));
    }

    @Override
    public boolean needsForce() {
      return false;
    }

    @Override
    public String toString() {
      return "random-" + number;
    }
  }
}
