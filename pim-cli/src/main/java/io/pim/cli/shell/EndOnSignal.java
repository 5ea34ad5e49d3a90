package io.pim.cli.shell;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Has a command clean up when it is ended by Ctrl-C, a closed terminal or SIGTERM: the command's
 * thread is interrupted, and the process ends when it has done so.
 */
public final class EndOnSignal {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final CountDownLatch left = new CountDownLatch(1);
  private final Thread hook;

  private EndOnSignal() {
    Thread command = Thread.currentThread();
    hook =
        new Thread(
            () -> {
              command.interrupt();
              awaitEnd();
            },
            "end-on-signal");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Runs what cleans up after itself, also when its thread is interrupted. */
  public static int around(Callable<Integer> body) throws Exception {
    EndOnSignal signals = new EndOnSignal();
    try {
      return body.call();
    } finally {
      signals.left();
    }
  }

  private void awaitEnd() {
    try {
      left.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void left() {
    left.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook runs, and waits no more.
    }
  }
}
