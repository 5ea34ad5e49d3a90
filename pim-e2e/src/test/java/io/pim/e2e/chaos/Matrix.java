package io.pim.e2e.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Every fault at every step where it means anything, and some at random moments. */
final class Matrix {
  private static final List<Fault> KILLS =
      List.of(Kill.worker(), Kill.server(), Kill.machine(), Kill.cli(), new Reboot());
  private static final List<Fault> OTHERS =
      List.of(
          new Standstill(),
          new NetworkDrop(),
          new ServiceDown(),
          new Cancel(),
          new ClockJump(),
          new DiskFull());

  private Matrix() {}

  static List<Cell> of(Random random, int randomCells) {
    List<Cell> cells = new ArrayList<>();
    for (Fault fault : all()) {
      for (Place place : Place.values()) {
        if (fault.fits(place)) {
          cells.add(Cell.of(fault, place));
        }
      }
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
