package io.pim.workflows.message;

/** What a build does after a failure that only a person can fix. */
public enum OnFailure {
  /** Waits for {@code retry} or {@code abort}. */
  HOLD,
  /** Ends as failed, for CI. */
  FAIL
}
