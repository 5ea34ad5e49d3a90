package io.pim.activities.qemu;

import io.pim.model.unit.Architecture;

/** What runs a guest's instructions. */
public enum Accelerator {
  HVF("hvf", 1),
  KVM("kvm", 1),
  /** Emulation: works everywhere. */
  TCG("tcg,thread=multi", 10);

  private final String option;
  private final int slowness;

  Accelerator(String option, int slowness) {
    this.option = option;
    this.slowness = slowness;
  }

  /** How many times longer than with hardware help things may take; for time limits. */
  public int slowness() {
    return slowness;
  }

  /** QEMU's {@code -accel} argument. */
  String option() {
    return option;
  }

  /**
   * QEMU's {@code -cpu} argument. On ARM, emulated, a cloud kernel was seen to run through in 1.3 s
   * on a cortex-a72 and in 4.6 s on {@code max}, whose pointer authentication is slow to emulate.
   */
  String cpu(Architecture architecture) {
    if (this != TCG) {
      return "host";
    }
    return architecture == Architecture.ARM64 ? "cortex-a72" : "max";
  }
}
