package io.pim.tools.qemu;

/** The way in which a virtual machine ended. */
public enum ShutdownWay {
  /** It had ended before, or its end was not observed. */
  ENDED_ALREADY,
  GUEST_AGENT,
  POWER_BUTTON,
  QUIT,
  KILL
}
