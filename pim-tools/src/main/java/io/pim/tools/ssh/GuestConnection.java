package io.pim.tools.ssh;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import net.schmizz.sshj.common.SSHException;

/**
 * Runs actions over a connection that may end at any moment, and explains how it ended.
 *
 * @param where the connection's other end, for messages
 * @param user the user whose commands run
 */
record GuestConnection(String where, String user) {

  /** An action over the connection, which may end meanwhile. */
  interface Act<T, X extends Exception> {
    T run() throws IOException, InterruptedException, X;
  }

  /**
   * Runs an action over the connection.
   *
   * <p>@throws BuildFailure SSH_LOST when the connection ends
   */
  <T, X extends Exception> T act(Act<T, X> act) throws InterruptedException, X {
    try {
      return act.run();
    } catch (IOException e) {
      boolean byInterrupt = e instanceof SSHException || e instanceof ClosedByInterruptException;
      if (byInterrupt && Thread.interrupted()) {
        throw (InterruptedException) new InterruptedException("interrupted").initCause(e);
      }
      throw lost(e);
    }
  }

  /**
   * Waits for a command in the guest.
   *
   * @param limit only for the message; the act keeps it
   * @throws BuildFailure SSH_LOST when the connection ends; GUEST_HUNG when the limit is over
   */
  <T> T within(Duration limit, Act<T, CommandOverdueException> act) throws InterruptedException {
    try {
      return act(act);
    } catch (CommandOverdueException e) {
      throw BuildFailure.of(
              FailureKind.GUEST_HUNG,
              "A command in the guest did not end within " + limit.toSeconds() + " s")
          .where(where)
          .todo("Check the guest's console; retry the build once the guest works.")
          .causedBy(e)
          .build();
    }
  }

  /**
   * The failure when the command did not run: the shell is a menu, its start-up file exits, or the
   * server forces another command.
   */
  BuildFailure notRun(String instead) {
    return BuildFailure.of(
            FailureKind.LOGIN_FAILED, "The user " + user + " can run no command there")
        .where(where)
        .why(
            "the login shell exited without running it"
                + (instead.isBlank() ? "" : "; it said: " + OutputLines.printable(instead)))
        .todo("Check that the user has a normal shell, and that none of its start-up files exits.")
        .build();
  }

  private BuildFailure lost(IOException cause) {
    return BuildFailure.of(FailureKind.SSH_LOST, "The connection to the guest was lost")
        .where(where)
        .why(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage())
        .todo("Nothing: PIM connects again, or continues from the newest layer.")
        .causedBy(cause)
        .build();
  }
}
