package io.pim.e2e.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;

/**
 * The labs of one run. Cells that run side by side are in different labs, so a user has one build
 * at a time. The cells that need a small disk share one lab, as each move costs two undisturbed
 * builds.
 */
final class Labs {
  private final Table table;
  private final List<ChaosLab> all = new ArrayList<>();
  private final BlockingDeque<ChaosLab> free = new LinkedBlockingDeque<>();
  private final BlockingDeque<ChaosLab> freeWithSmallDisk = new LinkedBlockingDeque<>();

  Labs(long seed, int streams) {
    table = new Table(seed);
    for (int i = 0; i < streams; i++) {
      free.add(open(seed));
    }
    freeWithSmallDisk.add(open(seed));
  }

  private ChaosLab open(long seed) {
    ChaosLab lab = new ChaosLab(seed, table);
    all.add(lab);
    return lab;
  }

  /** Runs a cell in a lab that is free; waits for one. */
  void run(Cell cell) throws Exception {
    BlockingDeque<ChaosLab> labs = cell.fault().needsSmallDisk() ? freeWithSmallDisk : free;
    ChaosLab lab = labs.take();
    try {
      lab.run(cell);
    } finally {
      // First in line again: a lab that has its home is better than one that must still move in.
      labs.putFirst(lab);
    }
  }

  /** Notes a cell that this machine cannot run. */
  void skip(Cell cell, String why) {
    table.add(Outcome.skipped(cell, why));
  }

  /** Leaves nothing running; prints the table and keeps it. */
  void end() throws Exception {
    for (ChaosLab lab : all) {
      lab.moveOut();
    }
    table.write(ChaosLab.FOLDER);
    System.out.println(table.markdown());
  }
}
