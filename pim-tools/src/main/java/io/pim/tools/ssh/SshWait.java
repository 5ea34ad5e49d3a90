package io.pim.tools.ssh;

import io.pim.model.failure.BuildFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Waits until the installed system lets PIM log in, or until it is clear that it will not. */
public final class SshWait {
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(20);

  private final SshConnector connector;
  private final Duration limit;
  private final Duration pollInterval;

  /**
   * @param limit how long to wait in all
   * @param pollInterval how long to pause between two tries
   */
  public SshWait(SshConnector connector, Duration limit, Duration pollInterval) {
    this.connector = connector;
    this.limit = limit;
    this.pollInterval = pollInterval.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pollInterval;
  }

  /**
   * What the wait is told and tells.
   *
   * @param vmEnded completed when the virtual machine has ended, with the failure to throw; ends
   *     the wait at once
   * @param progress told one line after every try, and every poll interval while a try takes long;
   *     may throw to stop
   * @param answered told when the guest has answered, be it with a refusal
   * @param consoleTail the last lines of the guest's console, for a failure
   */
  public record Watch(
      CompletableFuture<BuildFailure> vmEnded,
      Consumer<String> progress,
      Runnable answered,
      Supplier<List<String>> consoleTail) {}

  /**
   * Logs in as soon as the installed system lets PIM in.
   *
   * @throws BuildFailure what {@code vmEnded} says; LOGIN_FAILED when something answered but did
   *     not let PIM in, or was the installer, or another system than the one pinned; GUEST_HUNG
   *     when nothing ever answered
   */
  public SshSession await(SshTarget target, Credentials credentials, HostKeyPin pin, Watch watch)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    WaitHistory history = new WaitHistory(target, limit);
    while (true) {
      LoginAttempt attempt = new LoginAttempt(connector, target, credentials, pin);
      boolean done = false;
      try {
        ConnectOutcome outcome = await(attempt.start(), history, watch, end);
        done = true;
        if (outcome instanceof ConnectOutcome.Connected connected) {
          return connected.session();
        }
        history.add(outcome);
        if (!(outcome instanceof ConnectOutcome.NotReady)) {
          watch.answered().run();
        }
      } finally {
        if (!done) {
          attempt.abandon();
        }
      }
      watch.progress().accept(history.line());
      pause(watch, end);
    }
  }

  private ConnectOutcome await(
      CompletableFuture<ConnectOutcome> attempt, WaitHistory history, Watch watch, long end)
      throws InterruptedException {
    CompletableFuture<Object> either = CompletableFuture.anyOf(watch.vmEnded(), attempt);
    while (true) {
      try {
        Object first = either.get(pauseNanos(end), TimeUnit.NANOSECONDS);
        if (first instanceof BuildFailure vmEnded) {
          throw vmEnded;
        }
        return (ConnectOutcome) first;
      } catch (TimeoutException e) {
        if (System.nanoTime() >= end) {
          throw history.failure(watch.consoleTail().get());
        }
        watch.progress().accept(history.line());
      } catch (ExecutionException e) {
        throw unwrapped(e);
      }
    }
  }

  private void pause(Watch watch, long end) throws InterruptedException {
    try {
      throw watch.vmEnded().get(pauseNanos(end), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      // The machine runs, and the next try is due.
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
  }

  private long pauseNanos(long end) {
    return Math.max(0, Math.min(pollInterval.toNanos(), end - System.nanoTime()));
  }

  private static RuntimeException unwrapped(ExecutionException e) {
    return e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
  }
}
