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
   * QEMU's {@code -cpu} argument. The pointer authentication of {@code max} is slow to emulate on
   * ARM, and its newest features stop older kernels.
   */
  String cpu(Architecture architecture) {
    if (this != TCG) {
      return "host";
    }
    return architecture == Architecture.ARM64 ? "cortex-a72" : "max";
  }
}
