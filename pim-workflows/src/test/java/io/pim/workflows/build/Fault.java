package io.pim.workflows.build;

import io.pim.model.failure.FailureKind;

/**
 * What befalls one run of an activity of a {@link FakeHost}.
 *
 * @param kind of a failure; null for all else
 */
public record Fault(What what, FailureKind kind) {
  public static final Fault UNFORESEEN = new Fault(What.UNFORESEEN, null);
  public static final Fault UNREADABLE = new Fault(What.UNREADABLE, null);
  public static final Fault SILENT = new Fault(What.SILENT, null);
  public static final Fault GONE = new Fault(What.GONE, null);
  public static final Fault BLOCKED = new Fault(What.BLOCKED, null);

  public enum What {
    /** A failure that the activity tells. */
    FAILURE,
    /** An exception that no activity turns into a failure. */
    UNFORESEEN,
    /** What came is not what this worker's activity takes: never mended by trying again. */
    UNREADABLE,
    /** The worker dies in the activity, and is started again: its heartbeats stop. */
    SILENT,
    /** The host is gone: neither this nor any later activity is taken up in time. */
    GONE,
    /** The activity takes for ever, with heartbeats. */
    BLOCKED
  }

  public static Fault of(FailureKind kind) {
    return new Fault(What.FAILURE, kind);
  }

  /** Whether Temporal runs the activity no more when it hears of this. */
  boolean endsTheActivity() {
    return what == What.UNREADABLE
        || (kind != null && kind.remedy() != FailureKind.Remedy.REPEAT_STEP);
  }

  @Override
  public String toString() {
    return kind == null ? what.toString() : kind.toString();
  }
}
