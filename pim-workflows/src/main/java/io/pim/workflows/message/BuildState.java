package io.pim.workflows.message;

/** Where a build stands; the names are the values of the search attribute PimState. */
public enum BuildState {
  /** For a host with a free VM slot. */
  WAITING,
  RUNNING,
  /** A step failed and a person must mend its cause. */
  HELD,
  DONE,
  FAILED,
  CANCELED;

  public boolean isEnded() {
    return this == DONE || this == FAILED || this == CANCELED;
  }
}
