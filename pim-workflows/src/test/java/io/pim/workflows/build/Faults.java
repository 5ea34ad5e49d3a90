package io.pim.workflows.build;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.workflows.failure.Failures;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInfo;
import io.temporal.common.converter.DataConverterException;
import io.temporal.failure.ApplicationFailure;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The faults that tests set for the activities of a {@link FakeHost}. */
public final class Faults {
  private final String host;
  private final Map<String, Deque<Fault>> once = new ConcurrentHashMap<>();
  private final Map<String, Fault> lasting = new ConcurrentHashMap<>();
  private final Map<String, Fault> ended = new ConcurrentHashMap<>();
  private final BlockingQueue<String> blocked = new LinkedBlockingQueue<>();
  private final Set<String> released = ConcurrentHashMap.newKeySet();
  private volatile boolean gone;

  public Faults(String host) {
    this.host = host;
  }

  public void clear() {
    once.clear();
    lasting.clear();
    ended.clear();
    blocked.clear();
    released.clear();
    comeBack();
  }

  /** Makes the next runs of a step fail, one kind per run. */
  public void fail(String step, FailureKind... kinds) {
    disturb(step, Arrays.stream(kinds).map(Fault::of).toArray(Fault[]::new));
  }

  /** Disturbs the next runs of a step, one fault per run. */
  public void disturb(String step, Fault... next) {
    once.computeIfAbsent(step, s -> new ConcurrentLinkedDeque<>()).addAll(List.of(next));
  }

  /** Disturbs every run of a step. */
  public void disturbAlways(String step, Fault fault) {
    lasting.put(step, fault);
  }

  public void fix(String step) {
    lasting.remove(step);
  }

  /** The host disappears until it comes back. */
  void leave() {
    gone = true;
  }

  void comeBack() {
    gone = false;
  }

  boolean isGone() {
    return gone;
  }

  /** Waits until a step blocks, and returns its name. */
  public String awaitBlocked() throws InterruptedException {
    String step = blocked.poll(60, TimeUnit.SECONDS);
    assertNotNull(step, "no step has blocked");
    return step;
  }

  /** Releases a step that blocks. */
  public void release(String step) {
    released.add(step);
  }

  /**
   * Applies the next fault of an activity, if any.
   *
   * @return whether the activity must continue; some faults stop it without an exception
   */
  public boolean letPass(String call) {
    if (!gone && once.isEmpty() && lasting.isEmpty()) {
      return true;
    }
    Fault fault = gone ? Fault.GONE : next(call, activity());
    if (fault == null) {
      return true;
    }
    switch (fault.what()) {
      case FAILURE ->
          throw Failures.toTemporal(
              BuildFailure.of(fault.kind(), "Step " + call + " failed.")
                  .todo("Fix it.")
                  .lastLines(List.of("boom"))
                  .build()
                  .report());
      case UNFORESEEN -> throw new IllegalStateException("nobody foresaw this");
      case UNREADABLE -> throw new DataConverterException("arguments of another version");
      case UNKNOWN -> throw new IllegalArgumentException("not registered with a worker");
      case SILENT -> Activity.getExecutionContext().doNotCompleteOnReturn();
      case GONE -> {
        gone = true;
        throw lost();
      }
      case BLOCKED -> {
        blocked.add(call);
        while (!released.contains(call)) {
          // Also ends if the answer says that the activity is cancelled.
          Activity.getExecutionContext().heartbeat(null);
          LockSupport.parkNanos(5_000_000);
        }
        if (gone) {
          throw lost();
        }
        return true;
      }
    }
    return false;
  }

  /** The workflow treats this like the timeouts of a real server, which LostHostTest uses. */
  private ApplicationFailure lost() {
    return Failures.toTemporalFinal(
        BuildFailure.of(FailureKind.HOST_LOST, "Host " + host + " does not answer.")
            .todo("Start its worker again.")
            .build()
            .report());
  }

  /**
   * Whether the next run of the call ends only by a limit or by the answer to a heartbeat: the SDK
   * sends heartbeats as often as their limit requires.
   */
  public boolean endsByHeartbeatAt(String call) {
    Deque<Fault> left = once.get(call);
    Fault next = left == null ? null : left.peek();
    Fault fault = next == null ? lasting.get(call) : next;
    return Fault.SILENT.equals(fault) || Fault.BLOCKED.equals(fault);
  }

  /**
   * The fault of the next run. A final fault applies to all runs of that activity: on a busy
   * machine its report may arrive after the heartbeat's limit, so that the activity runs again.
   *
   * @param activity which one it is, as its workflow counts
   */
  Fault next(String call, String activity) {
    Fault before = ended.get(activity);
    if (before != null) {
      return before;
    }
    Deque<Fault> left = once.get(call);
    Fault next = left == null ? null : left.poll();
    if (next != null && next.endsTheActivity()) {
      ended.put(activity, next);
    }
    return next == null ? lasting.get(call) : next;
  }

  private static String activity() {
    ActivityInfo info = Activity.getExecutionContext().getInfo();
    return info.getWorkflowId() + " " + info.getWorkflowRunId() + " " + info.getActivityId();
  }
}
