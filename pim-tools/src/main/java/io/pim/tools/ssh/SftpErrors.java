package io.pim.tools.ssh;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.sftp.SFTPException;

/** Turns SFTP errors into the errors of the same action on a local file. */
final class SftpErrors {
  private static final int LONGEST_MESSAGE = 300;

  private SftpErrors() {}

  /** An action on a remote file. */
  @FunctionalInterface
  interface Act<T> {
    T run() throws IOException, InterruptedException;
  }

  static <T> T on(String file, Act<T> act) throws IOException, InterruptedException {
    try {
      return act.run();
    } catch (SFTPException e) {
      throwIfInterrupted(e);
      throw of(file, e);
    } catch (SSHException e) {
      throwIfInterrupted(e);
      throw new IOException("the connection was lost: " + message(e), e);
    }
  }

  /** Closes something; keeps only an interrupt. */
  static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      if (isInterrupt(e)) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** sshj wraps an interrupt into an error of its own. */
  static void throwIfInterrupted(IOException e) throws InterruptedException {
    if (Thread.interrupted() || isInterrupt(e)) {
      throw (InterruptedException) new InterruptedException("interrupted").initCause(e);
    }
  }

  private static boolean isInterrupt(Throwable e) {
    return e != null && (e instanceof InterruptedException || isInterrupt(e.getCause()));
  }

  private static IOException of(String file, SFTPException e) {
    IOException same =
        switch (e.getStatusCode()) {
          case NO_SUCH_FILE, NO_SUCH_PATH -> new NoSuchFileException(file);
          case PERMISSION_DENIED, WRITE_PROTECT, CANNOT_DELETE -> new AccessDeniedException(file);
          case FILE_ALREADY_EXISTS -> new FileAlreadyExistsException(file);
          case NO_SPACE_ON_FILESYSTEM ->
              new FileSystemException(file, null, "No space left on device");
          case QUOTA_EXCEEDED -> new FileSystemException(file, null, "Disk quota exceeded");
          case UNKNOWN, NO_CONNECTION, CONNECITON_LOST ->
              new IOException("the connection was lost: " + message(e));
          default -> new SftpFailureException(file, message(e));
        };
    same.initCause(e);
    return same;
  }

  private static String message(SSHException e) {
    String text = OutputLines.printable(String.valueOf(e.getMessage()));
    return text.substring(0, Math.min(text.length(), LONGEST_MESSAGE));
  }
}
