package io.pim.e2e.chaos;

import java.util.Locale;
import java.util.Optional;

/** A step of the chaos profile's plan at which a fault may occur. */
public enum Place {
  CLAIM("claim", Machine.NONE, Start.ANY),
  CACHE("cache", Machine.NONE, Start.ANY),
  ISO("iso", Machine.NONE, Start.FORCED),
  DISK("disk", Machine.NONE, Start.FORCED),
  INSTALL("install", Machine.INSTALL, Start.FORCED),
  BOOT("boot", Machine.GUEST, Start.ANY),
  SSH("ssh", Machine.GUEST, Start.ANY),
  SCRIPT("script:work", Machine.GUEST, Start.ANY),
  LAST_SCRIPT("script:last", Machine.GUEST, Start.ANY),
  FINALIZE("finalize", Machine.GUEST, Start.ANY),
  /** The moment after which nobody can log in to the guest. */
  FINALIZE_KEYS("finalize", Machine.GUEST, Start.ANY),
  SHUTDOWN("shutdown", Machine.GUEST, Start.ANY),
  FLATTEN("flatten", Machine.NONE, Start.ANY),
  VERIFY("verify", Machine.VERIFY, Start.ANY),
  REGISTER("register", Machine.NONE, Start.ANY),
  PUSH("push", Machine.NONE, Start.STORED);

  /** The virtual machine that runs during the step; the names are those of PIM's files. */
  public enum Machine {
    NONE,
    INSTALL,
    GUEST,
    VERIFY
  }

  /** Which builds run this step: all, those that make every layer, or those with a store. */
  private enum Start {
    ANY,
    FORCED,
    STORED
  }

  private final String step;
  private final Machine machine;
  private final Start start;

  Place(String step, Machine machine, Start start) {
    this.step = step;
    this.machine = machine;
    this.start = start;
  }

  /** The step's name in the plan. */
  public String step() {
    return step;
  }

  public boolean hasMachine() {
    return machine != Machine.NONE;
  }

  /** The phase of the step's machine, as in the names of its files. */
  public Optional<String> phase() {
    return hasMachine() ? Optional.of(machine.name().toLowerCase(Locale.ROOT)) : Optional.empty();
  }

  public boolean needsForce() {
    return start == Start.FORCED;
  }

  public boolean needsStore() {
    return start == Start.STORED;
  }

  /** The name by which people select it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
