package io.pim.host.deploy.file;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.DiskFull;
import io.pim.model.failure.FailureKind;
import io.pim.tools.ssh.SftpFailureException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.util.Locale;

/** Turns errors of files on a target into failures with advice. */
public final class FileFailures {
  private FileFailures() {}

  /** An action on a target. */
  @FunctionalInterface
  public interface Act<T> {
    T run() throws IOException, InterruptedException;
  }

  /** Runs an action on a target. Passes on an interrupt unchanged. */
  public static <T> T on(String target, String folder, Act<T> act)
      throws IOException, InterruptedException {
    try {
      return act.run();
    } catch (ClosedByInterruptException | InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw of(target, folder, e);
    }
  }

  private static BuildFailure of(String target, String folder, IOException e) {
    String message = String.valueOf(e.getMessage());
    BuildFailure.Builder failure;
    if (DiskFull.isSaidIn(message)) {
      failure =
          BuildFailure.of(FailureKind.TARGET_FULL, "Target " + target + " is full.")
              .todo("Make room there, or keep fewer deployments (keep:).");
    } else if (isRefusal(e, message)) {
      failure =
          BuildFailure.of(
                  FailureKind.TARGET_REFUSED, "Target " + target + " does not let PIM write.")
              .todo("Give this user the right to write to " + folder + ".");
    } else if (e instanceof SftpFailureException) {
      failure =
          BuildFailure.of(FailureKind.TARGET_FAILED, "Target " + target + " failed.")
              .todo("Check that user's quota there, and the log of its SSH server.");
    } else {
      failure =
          BuildFailure.of(FailureKind.TARGET_UNREACHABLE, "Target " + target + " does not answer.")
              .todo("Check " + folder + " and its disk.");
    }
    return failure.where(message).why(e.getClass().getSimpleName()).causedBy(e).build();
  }

  private static boolean isRefusal(IOException e, String message) {
    return e instanceof AccessDeniedException
        || message.toLowerCase(Locale.ROOT).contains("read-only file system")
        || message.toLowerCase(Locale.ROOT).contains("operation not permitted");
  }
}
