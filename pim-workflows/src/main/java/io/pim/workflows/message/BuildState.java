package io.pim.workflows.message;

/** The state of a build; the names are the values of the search attribute PimState. */
public enum BuildState {
  /** Waits for a host with a free VM slot. */
  WAITING,
  RUNNING,
  /** A step failed and a person must fix the cause. */
  HELD,
  DONE,
  FAILED,
  CANCELED;

  public boolean isEnded() {
    return this == DONE || this == FAILED || this == CANCELED;
  }
}
