package io.pim.tools.qemu;

/** What ended a virtual machine. */
public enum ShutdownWay {
  /** It had ended before, or nobody has seen how it ended. */
  ENDED_ALREADY,
  GUEST_AGENT,
  POWER_BUTTON,
  QUIT,
  KILL
}
