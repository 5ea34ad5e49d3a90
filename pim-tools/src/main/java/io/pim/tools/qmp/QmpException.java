package io.pim.tools.qmp;

import java.io.IOException;

/** The peer understood a command, but refused it or could not do it. */
public final class QmpException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String errorClass;
  private final String description;

  /**
   * A refusal.
   *
   * @param errorClass QEMU's own, such as {@code GenericError} or {@code CommandNotFound}
   */
  public QmpException(String command, String errorClass, String description) {
    super(command + ": " + description + " (" + errorClass + ")");
    this.errorClass = errorClass;
    this.description = description;
  }

  /** Whether the peer is too old to know the command. */
  boolean isUnknownCommand() {
    return errorClass.equals("CommandNotFound");
  }

  public String description() {
    return description;
  }
}
