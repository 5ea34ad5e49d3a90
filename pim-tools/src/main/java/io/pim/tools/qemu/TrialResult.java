package io.pim.tools.qemu;

/** The result of one trial boot, with a sentence for messages. */
record TrialResult(Outcome outcome, String sentence) {

  enum Outcome {
    WORKS,
    /** QEMU ended by itself, as it would every time. */
    FAILED,
    /** Nothing was printed in time: the kernel hangs, or the host was too busy. */
    SILENT
  }

  boolean works() {
    return outcome == Outcome.WORKS;
  }

  boolean isSilent() {
    return outcome == Outcome.SILENT;
  }
}
