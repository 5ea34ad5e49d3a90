package io.pim.tools.process;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Identifies one process, even after its number is reused. Kept as JSON beyond the life of this
 * JVM.
 *
 * @param pid the process number
 * @param startedAt the start time by the wall clock; for people, and for systems without a mark
 * @param mark on Linux the boot's id and the start in clock ticks; empty elsewhere
 */
public record ProcessIdentity(long pid, Instant startedAt, String mark) {
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration KILL_TAKES_EFFECT = Duration.ofSeconds(10);

  /** The identity of a running process. */
  public static Optional<ProcessIdentity> of(ProcessHandle handle) {
    Optional<Instant> start = handle.info().startInstant();
    Optional<String> mark = ProcessStart.of(handle.pid()).map(ProcessStart::mark);
    if (start.isEmpty() && mark.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ProcessIdentity(handle.pid(), start.orElseGet(Instant::now), mark.orElse("")));
  }

  /** The identity of this process. */
  public static ProcessIdentity ofThis() {
    return of(ProcessHandle.current())
        .orElseThrow(() -> new IllegalStateException("the system does not report this process"));
  }

  /**
   * Whether exactly this process still runs. A zombie does not, nor does a later process with the
   * same number.
   */
  @JsonIgnore
  public boolean isAlive() {
    return handle().isPresent();
  }

  /** Whether the process is stopped, as by SIGSTOP: it exists, but does nothing. Linux only. */
  @JsonIgnore
  public boolean isStopped() {
    return ProcessStart.of(pid)
        .filter(start -> start.mark().equals(mark) && start.isStopped())
        .isPresent();
  }

  /**
   * The program and its arguments; empty if the process does not exist, or the system is not Linux.
   */
  public Optional<List<String>> commandLine() {
    try {
      String all = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
      return isAlive() && !all.isEmpty() ? Optional.of(List.of(all.split("\0"))) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Completes when the process ends. */
  public CompletableFuture<Void> onExit() {
    return handle()
        .map(handle -> handle.onExit().<Void>thenApply(ended -> null))
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  /** Waits for the process to end; false when it still runs after the limit. */
  public boolean awaitExit(Duration limit) throws InterruptedException {
    Deadline deadline = Deadline.in(limit);
    while (isAlive()) {
      if (deadline.isOver()) {
        return false;
      }
      // The event alone is not enough: Java considers a zombie alive until its parent collects it.
      waitFor(onExit(), deadline.remaining(LOOK));
    }
    return true;
  }

  /**
   * Asks the process to end and kills it if it still runs after {@code grace}.
   *
   * @return whether it ended without being killed
   */
  public boolean terminate(Duration grace) throws InterruptedException {
    handle().ifPresent(ProcessHandle::destroy);
    if (awaitExit(grace)) {
      return true;
    }
    kill();
    return false;
  }

  /**
   * Ends the process in any case. Asks it first and kills it after {@code grace}; kills it at once
   * when it is stopped, because then it cannot react, or when this thread is interrupted.
   */
  public void end(Duration grace) {
    if (!isStopped() && !Thread.currentThread().isInterrupted()) {
      try {
        terminate(grace);
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    kill();
  }

  /**
   * Kills the process and waits until it has ended, even on an interrupted thread, because clean-up
   * must not be skipped.
   *
   * @return whether it has ended; a process in an uninterruptible system call may stay a while
   */
  public boolean kill() {
    handle().ifPresent(ProcessHandle::destroyForcibly);
    boolean interrupted = Thread.interrupted();
    try {
      return awaitExit(KILL_TAKES_EFFECT);
    } catch (InterruptedException e) {
      interrupted = true;
      return !isAlive();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Optional<ProcessHandle> handle() {
    return ProcessHandle.of(pid).filter(this::isMe);
  }

  private boolean isMe(ProcessHandle handle) {
    if (mark.isEmpty()) {
      return handle.isAlive() && handle.info().startInstant().equals(Optional.of(startedAt));
    }
    return ProcessStart.of(pid)
        .filter(start -> start.mark().equals(mark) && !start.isZombie())
        .isPresent();
  }

  private static void waitFor(CompletableFuture<Void> exit, Duration limit)
      throws InterruptedException {
    try {
      exit.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      // The caller checks again.
      return;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
