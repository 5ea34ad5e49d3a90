package io.pim.tools.qemu;

/** What was seen of one trial boot, with a sentence for people. */
record TrialResult(boolean works, String sentence) {}
