package io.pim.model.plan;

/** The kinds of step of a build, in the order in which a build goes through them. */
public enum StepKind {
  CLAIM("claim a host"),
  CACHE("look for the finished image"),
  ISO("fetch the ISO"),
  DISK("create the disk"),
  INSTALL("install"),
  BOOT("boot the disk"),
  SSH("wait for SSH"),
  SCRIPT("run a script"),
  FINALIZE("finalize"),
  SHUTDOWN("shut down"),
  FLATTEN("flatten"),
  VERIFY("verify"),
  REGISTER("register");

  private final String title;

  StepKind(String title) {
    this.title = title;
  }

  /** A few words for people, lower case. */
  public String title() {
    return title;
  }

  /** Whether there is an installed system on disk, to be looked into, when the step fails. */
  public boolean hasInstalledSystem() {
    return compareTo(INSTALL) > 0;
  }

  /** Whether the step leaves a disk state that is kept as a layer. */
  public boolean leavesLayer() {
    return this == INSTALL || this == SCRIPT || this == FINALIZE;
  }
}
