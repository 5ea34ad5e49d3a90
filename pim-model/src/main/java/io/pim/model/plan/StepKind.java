package io.pim.model.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Arrays;
import java.util.List;

/**
 * The kinds of step in a build. Their order here is the order of a build: plans are made in it
 * ({@link #inOrder}), checked against it ({@link PlanCheck}) and run in it.
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

  /** Follows the steps of every plan if there is a shared store; no plan has it. */
  PUSH("push to the store"),

  /** A kind from a plan of another PIM version; the plan can be shown, but not run. */
  UNKNOWN("not known to this PIM");

  private static final List<StepKind> IN_ORDER =
      Arrays.stream(values()).filter(kind -> kind != UNKNOWN && kind != PUSH).toList();

  private final String title;

  StepKind(String title) {
    this.title = title;
  }

  /** Parses a name from JSON. */
  @JsonCreator
  public static StepKind of(String name) {
    return Arrays.stream(values())
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElse(UNKNOWN);
  }

  /** The kinds of step in a plan, in the order of a build. */
  public static List<StepKind> inOrder() {
    return IN_ORDER;
  }

  /** A short description, lower case. */
  public String title() {
    return title;
  }

  /** Whether the disk holds an installed system to examine when this step fails. */
  public boolean hasInstalledSystem() {
    return switch (this) {
      case CLAIM, CACHE, ISO, DISK, INSTALL, PUSH, UNKNOWN -> false;
      case BOOT, SSH, SCRIPT, FINALIZE, SHUTDOWN, FLATTEN, VERIFY, REGISTER -> true;
    };
  }

  /**
   * Whether the step runs at the same time as adjacent steps of this sort: it only reads the
   * finalized disk, and needs none of their results.
   */
  public boolean runsBeside() {
    return this == FLATTEN || this == VERIFY;
  }

  /** Whether the resulting disk state is kept as a layer. */
  public boolean leavesLayer() {
    return this == INSTALL || this == SCRIPT || this == FINALIZE;
  }
}
