package io.pim.model.profile;

/** A file, folder or symbolic link that is laid into the guest. */
public final class GuestFile {
  /** The kind of file. */
  public enum Kind {
    FOLDER,
    FILE,
    LINK
  }

  private final Kind kind;
  private final String path;
  private final int mode;
  private final String owner;
  private final boolean given;
  private final byte[] content;

  /**
   * Describes one file.
   *
   * @param path absolute in the guest, such as {@code /etc/motd}
   * @param mode the permission bits, set-user-id and sticky bits included; unused for a link
   * @param owner {@code USER:GROUP}, names or numbers
   * @param given whether the rules file gives owner or mode, so that they also apply to a folder
   *     that the guest has already
   * @param content the bytes of a file, the target of a link
   */
  public GuestFile(Kind kind, String path, int mode, String owner, boolean given, byte[] content) {
    this.kind = kind;
    this.path = path;
    this.mode = mode;
    this.owner = owner;
    this.given = given;
    this.content = content.clone();
  }

  public Kind kind() {
    return kind;
  }

  public String path() {
    return path;
  }

  public int mode() {
    return mode;
  }

  public String owner() {
    return owner;
  }

  public boolean given() {
    return given;
  }

  public byte[] content() {
    return content.clone();
  }

  /** The mode as chmod takes it: {@code 644}, {@code 4755}. */
  public String octalMode() {
    return Integer.toOctalString(mode);
  }

  /** Without the content, which may carry secrets. */
  @Override
  public String toString() {
    return kind + " " + path;
  }
}
