package io.pim.workflows.message;

/** The state of one step of a build. */
public enum StepState {
  TODO,
  RUNNING,
  DONE,
  /** Its layer or image existed already. */
  CACHED,
  /** Not needed, because a later step's result existed already. */
  SKIPPED,
  FAILED
}
