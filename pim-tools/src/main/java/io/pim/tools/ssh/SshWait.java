package io.pim.tools.ssh;

import io.pim.model.failure.BuildFailure;
import io.pim.tools.process.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waits until the installed system accepts PIM's login, or until it certainly will not. */
public final class SshWait {
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(20);

  /**
   * An attempt ends within this time if there is no server or it hangs up; a slow server takes
   * longer.
   */
  private static final Duration AT_ONCE = Duration.ofSeconds(2);

  /** A running server has usually sent its version within this time. */
  private static final Duration SILENT = Duration.ofMillis(300);

  private final SshConnector connector;
  private final LoginRule rule;
  private final Duration pollInterval;

  /**
   * How long the same clear answer must repeat before it is final.
   *
   * @param refused how long the server may refuse the login
   * @param closed how long connections may end at once: no server is running, or it hangs up
   */
  public record Patience(Duration refused, Duration closed) {
    /** Any answer may change until the limit, as while a system boots. */
    public static final Patience UNTIL_THE_LIMIT =
        new Patience(Duration.ofDays(1), Duration.ofDays(1));

    /** The patience for a guest that is slower by this factor. */
    public Patience times(int factor) {
      return new Patience(refused.multipliedBy(factor), closed.multipliedBy(factor));
    }
  }

  public SshWait(SshConnector connector, LoginRule rule) {
    this.connector = connector;
    this.rule = rule;
    this.pollInterval =
        rule.pollInterval().compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : rule.pollInterval();
  }

  /**
   * Logs in as soon as the installed system accepts PIM. The rule's progress receives a line after
   * each attempt, and at each poll interval during a long attempt.
   *
   * @param vmEnded completed with the failure to throw when the virtual machine has ended; ends the
   *     wait at once
   * @throws BuildFailure the one of {@code vmEnded}; LOGIN_FAILED if the guest refused the login,
   *     or is the installer or another system than the pinned one; GUEST_HUNG if nothing ever
   *     answered
   */
  public SshSession await(
      SshTarget target,
      Credentials credentials,
      HostKeyPin pin,
      CompletableFuture<BuildFailure> vmEnded)
      throws InterruptedException {
    long end = System.nanoTime() + rule.limit().toNanos();
    WaitHistory history = new WaitHistory(target, rule.limit());
    Deadline refused = null;
    Deadline closed = null;
    boolean heard = false;
    while (true) {
      long tryStart = System.nanoTime();
      LoginAttempt attempt = new LoginAttempt(connector, target, credentials, pin);
      boolean done = false;
      // If the greeting led to no login, this does not listen again before the next interval.
      boolean listens = !heard;
      try (ServerVoice voice = voice(listens, target, SILENT, attempt::isAnswered)) {
        Optional<ConnectOutcome> answer =
            await(attempt.start(), voice.heard(), history, vmEnded, end);
        if (answer.isEmpty()) {
          // The server answers another connection; this one may stay silent for seconds.
          heard = true;
          continue;
        }
        ConnectOutcome outcome = answer.get();
        done = true;
        if (outcome instanceof ConnectOutcome.Connected connected) {
          return connected.session();
        }
        history.add(outcome);
        boolean notReady = outcome instanceof ConnectOutcome.NotReady;
        if (!notReady) {
          rule.answered().run();
        }
        boolean atOnce = System.nanoTime() - tryStart < AT_ONCE.toNanos();
        boolean no = outcome instanceof ConnectOutcome.Refused;
        refused = running(refused, no, rule.patience().refused());
        closed = running(closed, notReady && atOnce, rule.patience().closed());
        if (isOver(refused)) {
          throw history.failure(rule.consoleTail().get());
        }
        if (isOver(closed)) {
          throw history.hangsUp(rule.consoleTail().get());
        }
        listens &= notReady;
      } finally {
        if (!done) {
          attempt.abandon();
        }
      }
      rule.progress().accept(history.line());
      try (ServerVoice voice = voice(listens, target, Duration.ZERO, () -> false)) {
        heard = pause(voice.heard(), vmEnded, end);
      }
    }
  }

  private static ServerVoice voice(
      boolean listens, SshTarget target, Duration after, BooleanSupplier heardElsewhere) {
    return listens ? ServerVoice.listen(target, after, heardElsewhere) : ServerVoice.none(target);
  }

  /** Keeps the deadline while every attempt ends in the same way; null otherwise. */
  private static Deadline running(Deadline since, boolean again, Duration patience) {
    if (!again) {
      return null;
    }
    return since == null ? Deadline.in(patience) : since;
  }

  private static boolean isOver(Deadline deadline) {
    return deadline != null && deadline.isOver();
  }

  /** Waits for the result of an attempt. Empty if the server answers another connection first. */
  private Optional<ConnectOutcome> await(
      CompletableFuture<ConnectOutcome> attempt,
      CompletableFuture<ServerVoice> voice,
      WaitHistory history,
      CompletableFuture<BuildFailure> vmEnded,
      long end)
      throws InterruptedException {
    CompletableFuture<Object> first = CompletableFuture.anyOf(vmEnded, attempt, voice);
    while (true) {
      try {
        Object event = first.get(pauseNanos(end), TimeUnit.NANOSECONDS);
        if (event instanceof BuildFailure lost) {
          throw lost;
        }
        return event instanceof ConnectOutcome outcome ? Optional.of(outcome) : Optional.empty();
      } catch (TimeoutException e) {
        if (System.nanoTime() >= end) {
          throw history.failure(rule.consoleTail().get());
        }
        rule.progress().accept(history.line());
      } catch (ExecutionException e) {
        throw unwrapped(e);
      }
    }
  }

  /** Waits until the next attempt is due. Returns true if the server's greeting ended the wait. */
  private boolean pause(
      CompletableFuture<ServerVoice> voice, CompletableFuture<BuildFailure> vmEnded, long end)
      throws InterruptedException {
    try {
      Object first =
          CompletableFuture.anyOf(vmEnded, voice).get(pauseNanos(end), TimeUnit.NANOSECONDS);
      if (first instanceof BuildFailure lost) {
        throw lost;
      }
      return true;
    } catch (TimeoutException e) {
      // The machine runs, and the next attempt is due.
      return false;
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
