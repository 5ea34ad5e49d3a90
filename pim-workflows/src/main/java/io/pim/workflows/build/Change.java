package io.pim.workflows.build;

import io.temporal.workflow.Workflow;

/**
 * The changes of a build's commands since builds are recorded, oldest first. Builds that were under
 * way before a change go on without it; CONTRIBUTING.md says how to add one and when it may go.
 */
enum Change {
  /** A held build is shown as held though its host does not answer; a stale abort is forgotten. */
  HELD_IN_TIME("held-in-time"),
  /** A lost host is not asked again, and the plan's builder goes before the last host. */
  LOST_HOST_LEFT("lost-host-left"),
  /** Whatever becomes of the last step, a cancelled build ends as cancelled. */
  CANCEL_WINS("cancel-wins");

  private final String id;

  Change(String id) {
    this.id = id;
  }

  /** Whether the running build knows the change; noted in its history when asked first. */
  boolean isIn() {
    return Workflow.getVersion(id, Workflow.DEFAULT_VERSION, 1) == 1;
  }
}
