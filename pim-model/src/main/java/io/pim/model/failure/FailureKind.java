package io.pim.model.failure;

/**
 * The kinds of failure of a build or a deployment. A kind says who must act: PIM repeats a step
 * after a failure of the infrastructure, in a build from the newest layer; all other failures hold
 * the build or the deployment until a person has fixed the cause.
 */
public enum FailureKind {
  VM_LOST(Remedy.NEWEST_LAYER, "the virtual machine ended unexpectedly"),
  VM_HUNG(Remedy.NEWEST_LAYER, "the virtual machine shows no sign of life"),
  SSH_LOST(Remedy.REPEAT_STEP, "the SSH connection was lost"),
  HOST_LOST(Remedy.NEWEST_LAYER, "the host that held the build does not answer"),
  NETWORK(Remedy.REPEAT_STEP, "a network transfer failed"),
  SCRIPT_LOST(Remedy.NEWEST_LAYER, "the result of a script was lost"),
  LAYER_DAMAGED(Remedy.NEWEST_LAYER, "a layer was damaged and has been removed"),
  TOOL_FAILED(Remedy.REPEAT_STEP, "a tool failed"),
  WORKER_LOST(Remedy.REPEAT_STEP, "the worker of a step ended"),
  TARGET_UNREACHABLE(Remedy.REPEAT_STEP, "the target does not answer"),

  SCRIPT_FAILED(Remedy.PERSON, "a script failed"),
  GUEST_RESTARTED(Remedy.PERSON, "the guest restarted while a script ran"),
  CHECKSUM_MISMATCH(Remedy.PERSON, "a checksum does not match"),
  ISO_UNAVAILABLE(Remedy.PERSON, "the ISO is not available"),
  ISO_UNREADABLE(Remedy.PERSON, "the ISO cannot be read"),
  INSTALL_FAILED(Remedy.PERSON, "the installer failed"),
  GUEST_HUNG(Remedy.PERSON, "the guest makes no progress"),
  LOGIN_FAILED(Remedy.PERSON, "nobody could log in"),
  ROOT_REFUSED(Remedy.PERSON, "PIM could not become root in the guest"),
  VERIFY_FAILED(Remedy.PERSON, "the image did not pass its verification"),
  DISK_FULL(Remedy.PERSON, "the disk is full"),
  MEMORY_SHORT(Remedy.PERSON, "the host has too little memory"),
  TOOL_MISSING(Remedy.PERSON, "a tool is not installed"),
  HOST_SETUP(Remedy.PERSON, "the host is not set up for this build"),
  PLAN_UNREADABLE(Remedy.PERSON, "the plan cannot be opened on this host"),
  IMAGE_UNAVAILABLE(Remedy.PERSON, "the image is not available"),
  TARGET_REFUSED(Remedy.PERSON, "the target refused a request"),
  TARGET_FULL(Remedy.PERSON, "the target is full"),
  TARGET_FAILED(Remedy.PERSON, "the target could not carry out a request"),
  INTERNAL(Remedy.PERSON, "PIM failed unexpectedly");

  /** What resolves a failure. */
  public enum Remedy {
    /** Temporal runs the same step again, from its current state. */
    REPEAT_STEP,
    /** The workflow returns to the newest layer and boots it again. */
    NEWEST_LAYER,
    /** The build is held until a person has fixed the cause. */
    PERSON
  }

  private final Remedy remedy;
  private final String title;

  FailureKind(Remedy remedy, String title) {
    this.remedy = remedy;
    this.title = title;
  }

  public Remedy remedy() {
    return remedy;
  }

  /** A short description, lower case, without a full stop. */
  public String title() {
    return title;
  }
}
