package io.pim.tools.qemu;

/** What was seen of one trial boot, with a sentence for people. */
record TrialResult(Outcome outcome, String sentence) {

  enum Outcome {
    WORKS,
    /** QEMU ended by itself: it does so every time. */
    FAILED,
    /** Nothing was seen in time, of a kernel that hangs, or on a host that had no time for it. */
    SILENT
  }

  boolean works() {
    return outcome == Outcome.WORKS;
  }

  boolean isSilent() {
    return outcome == Outcome.SILENT;
  }
}
