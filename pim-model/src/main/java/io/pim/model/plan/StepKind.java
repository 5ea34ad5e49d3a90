package io.pim.model.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Arrays;
import java.util.List;

/**
 * The kinds of step of a build. The order in which they stand here is the order of a build: plans
 * are made in it ({@link #inOrder}), checked against it ({@link PlanCheck}) and run in it.
 */
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
  REGISTER("register"),

  /** Of a plan that another version of PIM has made; it can be shown, but not run. */
  UNKNOWN("not known to this PIM");

  private static final List<StepKind> IN_ORDER =
      Arrays.stream(values()).filter(kind -> kind != UNKNOWN).toList();

  private final String title;

  StepKind(String title) {
    this.title = title;
  }

  /** Reads a name in JSON. */
  @JsonCreator
  public static StepKind of(String name) {
    return IN_ORDER.stream().filter(kind -> kind.name().equals(name)).findFirst().orElse(UNKNOWN);
  }

  /** The kinds that a plan is made of, in the order of a build. */
  public static List<StepKind> inOrder() {
    return IN_ORDER;
  }

  /** A few words for people, lower case. */
  public String title() {
    return title;
  }

  /** Whether there is an installed system on disk, to be looked into, when the step fails. */
  public boolean hasInstalledSystem() {
    return switch (this) {
      case CLAIM, CACHE, ISO, DISK, INSTALL, UNKNOWN -> false;
      case BOOT, SSH, SCRIPT, FINALIZE, SHUTDOWN, FLATTEN, VERIFY, REGISTER -> true;
    };
  }

  /** Whether the step leaves a disk state that is kept as a layer. */
  public boolean leavesLayer() {
    return this == INSTALL || this == SCRIPT || this == FINALIZE;
  }
}
