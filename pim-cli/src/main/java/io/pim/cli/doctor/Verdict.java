package io.pim.cli.doctor;

/** The verdict of a check. */
public enum Verdict {
  OK,
  /** Builds run, but not as well as possible, or not all of them. */
  WARN,
  /** No build can run. */
  FAIL
}
