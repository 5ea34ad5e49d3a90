package io.pim.cli.shell;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command clean up when Ctrl-C, a closed terminal or SIGTERM ends it: the command's thread
 * is interrupted, and the process ends after the clean-up.
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

  /** Runs a body that cleans up after itself, even when its thread is interrupted. */
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
      // The process is ending already: the hook runs, but does not wait any more.
    }
  }
}
