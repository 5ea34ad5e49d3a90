package io.pim.e2e.bench;

/** The ways to build the image. */
enum Contender {
  HAND("QEMU by hand"),
  PACKER("Packer"),
  PIM("PIM");

  private final String title;

  Contender(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
