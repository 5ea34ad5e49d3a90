package io.pim.tools.qemu;

/** The way in which a virtual machine ended. */
public enum ShutdownWay {
  /** The machine had ended before, or nobody observed how it ended. */
  ENDED_ALREADY,
  GUEST_AGENT,
  POWER_BUTTON,
  QUIT,
  KILL
}
