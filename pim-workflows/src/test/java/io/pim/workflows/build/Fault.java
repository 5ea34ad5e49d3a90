package io.pim.workflows.build;

import io.pim.model.failure.FailureKind;

/**
 * A fault in one run of an activity of a {@link FakeHost}.
 *
 * @param kind of a failure; null for all other faults
 */
public record Fault(What what, FailureKind kind) {
  public static final Fault UNFORESEEN = new Fault(What.UNFORESEEN, null);
  public static final Fault UNREADABLE = new Fault(What.UNREADABLE, null);
  public static final Fault UNKNOWN = new Fault(What.UNKNOWN, null);
  public static final Fault SILENT = new Fault(What.SILENT, null);
  public static final Fault GONE = new Fault(What.GONE, null);
  public static final Fault BLOCKED = new Fault(What.BLOCKED, null);

  /** A failure that the activity reports. */
  public enum What {
    FAILURE,
    /** An exception that the activity does not turn into a failure. */
    UNFORESEEN,
    /** The arguments do not fit this worker's activity; a retry never helps. */
    UNREADABLE,
    /** The worker's PIM is older and does not know the activity. */
    UNKNOWN,
    /** The worker dies in the activity and restarts: its heartbeats stop. */
    SILENT,
    /** The host is lost: neither this nor any later activity starts in time. */
    GONE,
    /** The activity never ends, but sends heartbeats. */
    BLOCKED
  }

  public static Fault of(FailureKind kind) {
    return new Fault(What.FAILURE, kind);
  }

  /** Whether Temporal does not retry the activity after this fault. */
  boolean endsTheActivity() {
    return what == What.UNREADABLE
        || what == What.UNKNOWN
        || (kind != null && kind.remedy() != FailureKind.Remedy.REPEAT_STEP);
  }

  @Override
  public String toString() {
    return kind == null ? what.toString() : kind.toString();
  }
}
