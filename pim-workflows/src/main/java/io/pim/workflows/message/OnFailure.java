package io.pim.workflows.message;

/** What a build does when only a person can mend what failed. */
public enum OnFailure {
  /** It waits for {@code retry} or {@code abort}. */
  HOLD,
  /** It ends as failed, for CI. */
  FAIL
}
