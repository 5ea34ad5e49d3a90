package io.pim.model.profile;

/** The kinds of file that belong to a profile by their name. */
public enum FileKind {
  PRESEED("preseeds.d", ".cfg.erb", "preseed template"),
  INSTALL("installs.d", ".sh", "install script"),
  SCRIPT("scripts.d", ".sh", "script"),
  VERIFICATION("verifications.d", ".sh", "verification script");

  private final String folder;
  private final String suffix;
  private final String title;

  FileKind(String folder, String suffix, String title) {
    this.folder = folder;
    this.suffix = suffix;
    this.title = title;
  }

  public String folder() {
    return folder;
  }

  public String suffix() {
    return suffix;
  }

  /** A short description, lower case. */
  public String title() {
    return title;
  }
}
