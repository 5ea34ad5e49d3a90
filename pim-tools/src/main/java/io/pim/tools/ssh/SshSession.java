package io.pim.tools.ssh;

import io.pim.model.failure.BuildFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.channel.direct.Session;

/**
 * A login in the guest. Commands run without a terminal. When the connection is lost, a {@link
 * BuildFailure} of kind SSH_LOST is thrown within the keep-alive limit.
 */
public final class SshSession implements AutoCloseable {
  /** Replaces the user's own shell, so that the shell prints nothing at the end either. */
  static final String PLAIN = "exec /bin/sh -c ";

  private final SshTarget target;
  private final GuestConnection connection;
  private final SSHClient client;
  private final ExecutorService pumps;

  SshSession(SshTarget target, SSHClient client) {
    this.target = target;
    this.connection = new GuestConnection(target.toString(), target.user());
    this.client = client;
    this.pumps =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "pim-ssh-" + target.port());
              thread.setDaemon(true);
              return thread;
            });
  }

  public SshTarget target() {
    return target;
  }

  /** Whether the connection is up, as far as this end knows. */
  public boolean isOpen() {
    return client.isConnected() && client.getTransport().isRunning();
  }

  /** Runs a short command of {@code /bin/sh} and keeps its output. */
  public CommandResult run(String command, byte[] stdin, Duration limit)
      throws InterruptedException {
    return run(PLAIN, command, stdin, limit);
  }

  CommandResult run(String prefix, String command, byte[] stdin, Duration limit)
      throws InterruptedException {
    BoundedOutput stdout = new BoundedOutput();
    BoundedOutput stderr = new BoundedOutput();
    CommandListener listener = new CommandListener(stdout, stderr, () -> {});
    ExitStatus status = exec(prefix, command, new ByteArrayInputStream(stdin), listener, limit);
    return new CommandResult(status, stdout.text(), stderr.text());
  }

  /**
   * Runs a command of {@code /bin/sh}. Its output does not include text that the user's login shell
   * prints before.
   *
   * @param prefix the words that start {@code /bin/sh} from the user's own shell, up to {@code -c}
   * @param stdin read to its end and closed for the command; it is not closed here
   * @param limit how long the command may take
   * @throws BuildFailure SSH_LOST when the connection ends before the command; GUEST_HUNG when the
   *     limit is over; LOGIN_FAILED when the login shell did not run it
   */
  ExitStatus exec(
      String prefix, String command, InputStream stdin, CommandListener listener, Duration limit)
      throws InterruptedException {
    MarkedAnswer answer = new MarkedAnswer(listener.stdout(), listener.stderr());
    String line = prefix + ShellWord.quote(answer.firstOf() + command);
    CommandListener marked = new CommandListener(answer.stdout(), answer.stderr(), listener.tick());
    ExitStatus status = follow(line, stdin, marked, limit);
    answer.end();
    if (!answer.hasBegun()) {
      throw connection.notRun(answer.before());
    }
    return status;
  }

  private ExitStatus follow(
      String line, InputStream stdin, CommandListener listener, Duration limit)
      throws InterruptedException {
    return connection.within(
        limit,
        () -> {
          Session channel = client.startSession();
          try (RunningCommand running =
              new RunningCommand(new SshChannel(channel.exec(line)), stdin, pumps)) {
            return running.follow(listener, () -> false, limit).orElseThrow();
          } finally {
            leave(channel);
          }
        });
  }

  /**
   * Starts a shell that takes commands until it is closed.
   *
   * @param line starts the shell from the user's own shell
   */
  HeldShell hold(String line, byte[] firstInput) throws InterruptedException {
    return connection.act(
        () -> {
          Session channel = client.startSession();
          GrowingInput input = new GrowingInput();
          input.add(firstInput);
          CommandChannel shell = new SshChannel(channel.exec(line));
          RunningCommand running = new RunningCommand(shell, input, pumps);
          return new HeldShell(connection, running, input, () -> leave(channel));
        });
  }

  /**
   * Closes a command's channel. The server confirms that only when the command has ended, so do not
   * wait for the confirmation if the command is left running.
   */
  private void leave(Session channel) {
    if (channel.isOpen() && !pumps.isShutdown()) {
      pumps.execute(
          () -> {
            try {
              channel.close();
            } catch (IOException e) {
              // The connection is lost, and with it the channel.
            }
          });
    }
  }

  /** Closes the connection; commands that PIM started detached continue. */
  @Override
  public void close() {
    pumps.shutdownNow();
    try {
      client.close();
    } catch (IOException e) {
      // The connection was already closed.
    }
  }
}
