package io.pim.e2e.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Every fault at every step at which it can occur, and some at random moments. */
final class Matrix {
  private static final List<Fault> KILLS =
      List.of(Kill.worker(), Kill.server(), Kill.machine(), Kill.cli(), new Reboot());
  private static final List<Fault> OTHERS =
      List.of(
          new Standstill(),
          new NetworkDrop(),
          new ServiceDown(),
          new Cancel(),
          KillsInARow.twice(Place.INSTALL),
          KillsInARow.twice(Place.SCRIPT),
          KillsInARow.twice(Place.SHUTDOWN),
          KillsInARow.inTurn(),
          new GuestPanic("panic-stop", 0),
          new GuestPanic("panic-boot", 1),
          new GuestReset(),
          new ClockJump(),
          new DiskFull());

  /** Moments between the power button and the guest's end, about a second for the tiny guest. */
  private static final List<Integer> SHUTTING_DOWN_MILLIS =
      List.of(0, 150, 300, 450, 600, 800, 1000, 1250, 1500);

  private Matrix() {}

  static List<Cell> of(Random random, int randomCells) {
    List<Cell> cells = new ArrayList<>();
    for (Fault fault : all()) {
      for (Place place : Place.values()) {
        if (!place.needsStore() && fault.fits(place)) {
          cells.add(Cell.of(fault, place));
        }
      }
    }
    for (int millis : SHUTTING_DOWN_MILLIS) {
      cells.add(new Cell(Kill.machine(), new Moment.ShuttingDown(millis)));
    }
    for (int i = 1; i <= randomCells; i++) {
      Fault fault = KILLS.get(i % KILLS.size());
      cells.add(new Cell(fault, new Moment.After(random.nextDouble(), i)));
    }
    return cells;
  }

  private static List<Fault> all() {
    List<Fault> all = new ArrayList<>(KILLS);
    all.addAll(OTHERS);
    return all;
  }
}
