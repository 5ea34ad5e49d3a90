package io.pim.e2e.bench;

/** The parts of a build that can be seen from outside, in their order. */
enum Phase {
  PREPARE("prepare"),
  INSTALL("install"),
  BOOT("boot to SSH"),
  SCRIPTS("scripts"),
  FINALIZE("finalize"),
  SHUTDOWN("shut down"),
  FLATTEN("compress"),
  VERIFY("verify"),
  REST("the rest");

  private final String title;

  Phase(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
