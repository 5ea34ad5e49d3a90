package io.pim.tools.qemu;

import io.pim.model.unit.Architecture;

/** How a guest's instructions are executed. */
public enum Accelerator {
  HVF("hvf", 1, 1),
  KVM("kvm", 1, 1),
  /** Emulation; works everywhere. */
  TCG("tcg,thread=multi", 10, 2);

  private final String option;
  private final int slowness;
  private final int silence;

  Accelerator(String option, int slowness, int silence) {
    this.option = option;
    this.slowness = slowness;
    this.silence = silence;
  }

  /** The factor for time limits, compared with hardware acceleration. */
  public int slowness() {
    return slowness;
  }

  /**
   * The factor for the time that a working guest may be silent, compared with hardware
   * acceleration. It is smaller than {@link #slowness}, because a slow guest still works in small
   * pieces, and each leaves a trace on console or disk.
   */
  public int silence() {
    return silence;
  }

  /** QEMU's {@code -accel} argument. */
  String option() {
    return option;
  }

  /**
   * QEMU's {@code -cpu} argument. When ARM is emulated, a cloud kernel boots in 1.3 s on a
   * cortex-a72 and in 4.6 s on {@code max}, because pointer authentication is slow to emulate.
   */
  String cpu(Architecture architecture) {
    if (this != TCG) {
      return "host";
    }
    return architecture == Architecture.ARM64 ? "cortex-a72" : "max";
  }
}
