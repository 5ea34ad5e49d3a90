package io.pim.cli.doctor;

/** What a check has come to. */
public enum Verdict {
  OK,
  /** Builds run, but worse than they could, or some of them do not. */
  WARN,
  /** No build could run. */
  FAIL
}
