package io.pim.workflows.message;

/** Where one step of a build stands. */
public enum StepState {
  TODO,
  RUNNING,
  DONE,
  /** Its layer or image was there already. */
  CACHED,
  /** Not needed, because a later step's result was there already. */
  SKIPPED,
  FAILED
}
