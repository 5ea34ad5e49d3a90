package io.pim.e2e.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;

/**
 * The labs of one run. Cells that run at the same time use different labs, so each user has one
 * build at a time. Cells that need a small disk share one lab, because each change of lab costs two
 * undisturbed builds.
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

  Table table() {
    return table;
  }

  private ChaosLab open(long seed) {
    ChaosLab lab = new ChaosLab(seed, table);
    all.add(lab);
    return lab;
  }

  /** Waits for a free lab and runs a cell in it. */
  void run(Cell cell) throws Exception {
    BlockingDeque<ChaosLab> labs = cell.fault().needsSmallDisk() ? freeWithSmallDisk : free;
    ChaosLab lab = labs.take();
    try {
      lab.run(cell);
    } finally {
      // This lab is next, because it has a home, and others must still create one.
      labs.putFirst(lab);
    }
  }

  /** Records a cell that this machine cannot run. */
  void skip(Cell cell, String why) {
    table.add(Outcome.skipped(cell, why));
  }

  /** Ends all processes, and prints and stores the table. */
  void end() throws Exception {
    for (ChaosLab lab : all) {
      lab.moveOut();
    }
    table.write(ChaosLab.FOLDER);
    System.out.println(table.markdown());
  }
}
