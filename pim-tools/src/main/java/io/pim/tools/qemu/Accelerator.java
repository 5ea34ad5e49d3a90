package io.pim.tools.qemu;

import io.pim.model.unit.Architecture;

/** What runs a guest's instructions. */
public enum Accelerator {
  HVF("hvf", 1, 1),
  KVM("kvm", 1, 1),
  /** Emulation: works everywhere. */
  TCG("tcg,thread=multi", 10, 2);

  private final String option;
  private final int slowness;
  private final int silence;

  Accelerator(String option, int slowness, int silence) {
    this.option = option;
    this.slowness = slowness;
    this.silence = silence;
  }

  /** How many times longer than with hardware help things may take; for time limits. */
  public int slowness() {
    return slowness;
  }

  /**
   * How many times longer than with hardware help a guest at work may be silent. It is slow as a
   * whole, but what it does comes in small pieces: each leaves a trace on console or disk.
   */
  public int silence() {
    return silence;
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
