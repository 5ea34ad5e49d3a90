package io.pim.tools.qmp;

import java.io.IOException;

/** The peer understood a command, but refused it or could not do it. */
public final class QmpException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String description;

  /**
   * A refusal.
   *
   * @param errorClass QEMU's own, such as {@code GenericError} or {@code CommandNotFound}
   */
  public QmpException(String command, String errorClass, String description) {
    super(command + ": " + description + " (" + errorClass + ")");
    this.description = description;
  }

  public String description() {
    return description;
  }
}
