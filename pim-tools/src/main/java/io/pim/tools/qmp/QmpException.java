package io.pim.tools.qmp;

import java.io.IOException;

/** A peer understood a command and refused it, or could not do it. */
public final class QmpException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String errorClass;
  private final String description;

  public QmpException(String command, String errorClass, String description) {
    super(command + ": " + description + " (" + errorClass + ")");
    this.errorClass = errorClass;
    this.description = description;
  }

  /** QEMU's own class, such as {@code GenericError} or {@code CommandNotFound}. */
  public String errorClass() {
    return errorClass;
  }

  public String description() {
    return description;
  }
}
