package io.pim.tools.ssh;

import java.nio.file.FileSystemException;

/** The server failed or refused an action on a file. Most servers do not say why. */
public final class SftpFailureException extends FileSystemException {
  private static final long serialVersionUID = 1;

  SftpFailureException(String file, String said) {
    super(file, null, "the server says: " + said);
  }
}
