package io.pim.host.store;

/** The kinds of removable items. */
public enum StoreKind {
  LAYER("layer"),
  BUILD("build folder"),
  IMAGE("unregistered image"),
  LEFTOVER("leftover"),
  TEMPLATE("rendered template"),
  BOOT_FILES("boot files");

  private final String shown;

  StoreKind(String shown) {
    this.shown = shown;
  }

  /** The name for people. */
  public String shown() {
    return shown;
  }
}
