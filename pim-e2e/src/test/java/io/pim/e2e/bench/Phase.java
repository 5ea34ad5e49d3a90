package io.pim.e2e.bench;

/** The phases of a build that can be observed from outside, in order. */
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
