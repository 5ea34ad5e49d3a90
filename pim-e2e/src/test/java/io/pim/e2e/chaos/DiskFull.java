package io.pim.e2e.chaos;

import io.pim.e2e.Waiting;
import io.pim.workflows.message.BuildState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** The disk with cache, data and builds fills up; a person frees space when the build is held. */
record DiskFull() implements Fault {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @Override
  public String name() {
    return "disk-full";
  }

  @Override
  public boolean fits(Place place) {
    return switch (place) {
      case CLAIM, CACHE, SSH -> false;
      default -> true;
    };
  }

  @Override
  public boolean endsMachine() {
    return true;
  }

  @Override
  public boolean needsSmallDisk() {
    return true;
  }

  @Override
  public Optional<String> obstacle() {
    return "root".equals(System.getProperty("user.name"))
        ? Optional.empty()
        : Optional.of("only root may mount a small disk");
  }

  @Override
  public Instant strike(Scene scene) throws Exception {
    SmallDisk disk = scene.user().smallDisk().orElseThrow();
    disk.fill();
    Instant struck = Instant.now();
    try {
      Waiting.until(
          LIMIT,
          () -> isHeld(scene) || cameTooLate(scene, struck),
          () -> !scene.build().timeline().closed(),
          () -> "the build is not held: " + scene.build().timeline().lines());
    } finally {
      disk.free();
    }
    return struck;
  }

  private static boolean isHeld(Scene scene) {
    return scene.build().timeline().state() == BuildState.HELD;
  }

  /** The last step takes a fraction of a second and may end before the disk is full. */
  private static boolean cameTooLate(Scene scene, Instant struck) {
    Timeline timeline = scene.build().timeline();
    return timeline.closed()
        && Set.of("register", "Register", "CleanUp", "its end").contains(timeline.stepAt(struck));
  }
}
