package io.pim.tools.qemu;

/** What ended a virtual machine. */
public enum ShutdownWay {
  /** It had ended before. */
  ENDED_ALREADY,
  GUEST_AGENT,
  POWER_BUTTON,
  QUIT,
  KILL
}
