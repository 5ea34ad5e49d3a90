package io.pim.tools.qemu;

/** What ended a virtual machine. */
public enum ShutdownWay {
  /** It had ended before. */
  ENDED_ALREADY(true),
  GUEST_AGENT(true),
  POWER_BUTTON(true),
  QUIT(false),
  KILL(false);

  private final boolean clean;

  ShutdownWay(boolean clean) {
    this.clean = clean;
  }

  /** Whether the guest's system shut itself down, so that its file systems are whole. */
  public boolean isClean() {
    return clean;
  }
}
