package io.pim.tools.libvirt;

import io.pim.tools.process.Command;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessRunner;

/**
 * Runs a worker's commands until the worker is "killed": after so many commands, nothing more
 * happens.
 */
public final class CutOff implements CommandRunner {
  private final CommandRunner runner = new ProcessRunner();
  private int left = Integer.MAX_VALUE;

  /** Reports that the worker was killed. */
  private static final class KilledError extends Error {
    private static final long serialVersionUID = 1;
  }

  /** The work of a worker. */
  @FunctionalInterface
  public interface Work {
    void run() throws Exception;
  }

  /** Runs a worker until it has run this many commands; returns whether it was killed. */
  public boolean after(int commands, Work work) throws Exception {
    left = commands;
    try {
      work.run();
      return false;
    } catch (KilledError e) {
      return true;
    } finally {
      left = Integer.MAX_VALUE;
    }
  }

  @Override
  public Finished run(Command command) throws InterruptedException {
    if (left == 0) {
      throw new KilledError();
    }
    left--;
    return runner.run(command);
  }
}
