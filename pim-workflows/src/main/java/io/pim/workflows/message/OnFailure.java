package io.pim.workflows.message;

/** The reaction of a build to a failure that only a person can fix. */
public enum OnFailure {
  /** Waits for {@code retry} or {@code abort}. */
  HOLD,
  /** Ends as failed, for CI. */
  FAIL
}
