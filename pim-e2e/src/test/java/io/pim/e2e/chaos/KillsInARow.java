package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.pim.e2e.Waiting;
import io.pim.workflows.message.BuildState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * QEMU is killed, and killed again each time the build reaches the next place.
 *
 * @param places the places; the first is the cell's
 * @param held whether the build must be held afterwards
 */
record KillsInARow(String name, List<Place> places, boolean held) implements Fault {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** Twice in the same step. */
  static KillsInARow twice(Place place) {
    return new KillsInARow("qemu-twice", List.of(place, place), false);
  }

  /**
   * In two steps in turn without a layer between them; PIM accepts three set-backs, but not a
   * fourth.
   */
  static KillsInARow inTurn() {
    return new KillsInARow(
        "qemu-in-turn", List.of(Place.SCRIPT, Place.SSH, Place.SCRIPT, Place.SSH), true);
  }

  @Override
  public boolean fits(Place place) {
    return places.get(0) == place;
  }

  @Override
  public boolean endsMachine() {
    return true;
  }

  @Override
  public Instant strike(Scene scene) throws Exception {
    Instant first = kill(scene);
    for (Place place : places.subList(1, places.size())) {
      awaitNext(scene, place);
      kill(scene);
    }
    if (held) {
      Waiting.until(
          LIMIT,
          () -> isHeld(scene),
          () -> !scene.build().timeline().closed(),
          () -> "the build is not held: " + scene.build().timeline().lines());
    }
    return first;
  }

  /** Waits for a new machine at the place's step. */
  private static void awaitNext(Scene scene, Place place) throws Exception {
    Instant killed = Instant.now();
    int ticks = ticks(scene);
    Waiting.closely(
        LIMIT,
        () ->
            scene.build().timeline().newest(place.step()).stream()
                    .anyMatch(run -> run.scheduled().isAfter(killed) && run.ended().isEmpty())
                && (place != Place.SCRIPT || ticks(scene) > ticks)
                && !scene.user().processes().machines().isEmpty(),
        () -> !isHeld(scene) && !scene.build().timeline().closed(),
        () -> "it does not come to " + place + " again: " + scene.build().timeline().lines());
  }

  private static int ticks(Scene scene) throws Exception {
    return scene.build().log().split("work tick 2", -1).length;
  }

  private static Instant kill(Scene scene) throws Exception {
    List<ProcessHandle> machines = scene.user().processes().machines();
    assertFalse(machines.isEmpty(), "there is no machine to kill");
    machines.forEach(ProcessHandle::destroyForcibly);
    Instant struck = Instant.now();
    machines.forEach(machine -> machine.onExit().join());
    return struck;
  }

  private static boolean isHeld(Scene scene) {
    return scene.build().timeline().state() == BuildState.HELD;
  }
}
