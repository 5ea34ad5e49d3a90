package io.pim.worker;

import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a worker can still do its work. One that cannot ends, so that a whole one takes its
 * place: builds go on then. Half a worker would poll, and do nothing.
 */
public final class WorkerHealth {
  /** What a worker's log begins with once it polls; what stands before is of an earlier one. */
  public static final String BEGINS = "worker of host ";

  /** What stands before the reason in a worker's log; the command that starts another quotes it. */
  public static final String ENDS = "the worker ends: ";

  private static final Logger LOG = LoggerFactory.getLogger(WorkerHealth.class);

  private final CompletableFuture<String> end = new CompletableFuture<>();

  /** The worker cannot do its work any more; told once. */
  public void broken(String why, Throwable cause) {
    if (end.complete(why)) {
      LOG.error("{}{}", ENDS, why, cause);
    }
  }

  /** A thread has died of what it did not expect, and nobody does its work any more. */
  public void died(Thread thread, Throwable cause) {
    broken("its thread " + thread.getName() + " died of " + cause, cause);
  }

  public boolean isBroken() {
    return end.isDone();
  }

  /** Waits until the worker is broken, which may never be; says why. */
  public String awaitBroken() {
    return end.join();
  }
}
