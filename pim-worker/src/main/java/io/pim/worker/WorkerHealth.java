package io.pim.worker;

import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records whether a worker can still do its work. A broken worker ends, so that a new one can take
 * its place and builds continue. Otherwise it would poll for tasks and never do them.
 */
public final class WorkerHealth {
  /** Begins the log line of a worker that polls; lines before it are from an earlier worker. */
  public static final String BEGINS = "worker of host ";

  /** Precedes the reason in a worker's log. The command that starts the next worker quotes it. */
  public static final String ENDS = "the worker ends: ";

  private static final Logger LOG = LoggerFactory.getLogger(WorkerHealth.class);

  private final CompletableFuture<String> end = new CompletableFuture<>();

  /** Marks the worker as broken. Only the first call is logged. */
  public void broken(String why, Throwable cause) {
    if (end.complete(why)) {
      LOG.error("{}{}", ENDS, why, cause);
    }
  }

  /** Marks the worker as broken because a thread died of an unexpected error. */
  public void died(Thread thread, Throwable cause) {
    broken("its thread " + thread.getName() + " died of " + cause, cause);
  }

  public boolean isBroken() {
    return end.isDone();
  }

  /** Waits until the worker is broken, possibly forever; returns the reason. */
  public String awaitBroken() {
    return end.join();
  }
}
