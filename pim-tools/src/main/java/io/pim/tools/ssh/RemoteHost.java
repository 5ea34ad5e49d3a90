package io.pim.tools.ssh;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.DisconnectReason;
import net.schmizz.sshj.sftp.SFTPEngine;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.method.AuthMethod;
import net.schmizz.sshj.userauth.method.AuthPublickey;

/** A login on a host, to write files there. The user may have no shell. */
public final class RemoteHost implements AutoCloseable {
  private final SshTarget target;
  private final SSHClient client;
  private final SshSession session;
  private Boolean hasShell;

  private RemoteHost(SshTarget target, SSHClient client) {
    this.target = target;
    this.client = client;
    this.session = new SshSession(target, client);
  }

  /**
   * Logs in.
   *
   * @throws BuildFailure TARGET_UNREACHABLE if no SSH server answers; TARGET_REFUSED if its host
   *     key is not accepted, or it refuses the login
   */
  public static RemoteHost connect(HostAccess access, ConnectLimits limits) throws IOException {
    HostKeys hostKeys = new HostKeys(access);
    SSHClient client = new SshConnector(limits).newClient();
    boolean done = false;
    try {
      List<KeyProvider> keys = LoginKeys.load(client, access);
      client.addHostKeyVerifier(hostKeys);
      try {
        client.connect(access.target().host(), access.target().port());
      } catch (IOException e) {
        throw hostKeys.refusal().orElseGet(() -> unreachable(access.target(), e));
      }
      login(client, access.target(), keys);
      done = true;
      return new RemoteHost(access.target(), client);
    } finally {
      if (!done) {
        close(client);
      }
    }
  }

  private static void login(SSHClient client, SshTarget target, List<KeyProvider> keys) {
    List<AuthMethod> methods = new ArrayList<>();
    keys.forEach(key -> methods.add(new AuthPublickey(key)));
    try {
      client.auth(target.user(), methods);
    } catch (UserAuthException e) {
      List<String> offered = List.copyOf(client.getUserAuth().getAllowedMethods());
      // A server that hangs up after too many keys has answered.
      if (offered.isEmpty() && e.getDisconnectReason() != DisconnectReason.BY_APPLICATION) {
        throw unreachable(target, e);
      }
      throw BuildFailure.of(FailureKind.TARGET_REFUSED, "The SSH login was refused.")
          .where(target)
          .why("The host accepts none of " + keys.size() + " keys for " + target.user() + ".")
          .todo("Add the public key to that user's authorized_keys there, or set user: and key:.")
          .causedBy(e)
          .build();
    } catch (TransportException e) {
      throw unreachable(target, e);
    }
  }

  private static BuildFailure unreachable(SshTarget target, IOException e) {
    return BuildFailure.of(FailureKind.TARGET_UNREACHABLE, "No SSH server answers.")
        .where(target)
        .why(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())
        .todo("Check host:, port: and the network; PIM tries again meanwhile.")
        .causedBy(e)
        .build();
  }

  /** Opens the host's files. */
  public RemoteFiles files() throws IOException, InterruptedException {
    try {
      return new RemoteFiles(this, new SFTPEngine(client).init());
    } catch (IOException e) {
      SftpErrors.throwIfInterrupted(e);
      if (!session.isOpen()) {
        throw e;
      }
      throw BuildFailure.of(FailureKind.TARGET_REFUSED, "The host offers no SFTP.")
          .where(target)
          .why(String.valueOf(e.getMessage()))
          .todo(
              "Turn on the sftp subsystem of its SSH server. If it is on: no start-up file of the"
                  + " user's shell may print anything.")
          .causedBy(e)
          .build();
    }
  }

  /**
   * Runs a command of {@code /bin/sh}.
   *
   * @param tick called about once a second
   * @return its output; empty if the user has no shell there, or the command failed
   */
  Optional<String> run(String command, Duration limit, Runnable tick)
      throws IOException, InterruptedException {
    if (hasShell == null) {
      hasShell = tryRun("echo yes", limit, tick).filter("yes\n"::equals).isPresent();
    }
    return hasShell ? tryRun(command, limit, tick) : Optional.empty();
  }

  private Optional<String> tryRun(String command, Duration limit, Runnable tick)
      throws IOException, InterruptedException {
    BoundedOutput output = new BoundedOutput();
    CommandListener listener = new CommandListener(output, new BoundedOutput(), tick);
    try {
      ExitStatus status =
          session.exec(
              SshSession.PLAIN, command, new ByteArrayInputStream(new byte[0]), listener, limit);
      return status.isSuccess() ? Optional.of(output.text()) : Optional.empty();
    } catch (BuildFailure e) {
      if (e.report().kind() == FailureKind.LOGIN_FAILED || session.isOpen()) {
        return Optional.empty();
      }
      throw new IOException(target + ": the connection was lost", e);
    }
  }

  /**
   * Runs a short command, and keeps its output and status.
   *
   * @throws BuildFailure TARGET_UNREACHABLE if its end is not known; TARGET_REFUSED if the user
   *     cannot run commands there
   */
  public CommandResult run(RemoteCommand command, Duration limit) throws InterruptedException {
    try {
      return session.run("exec " + command.line(), new byte[0], limit);
    } catch (BuildFailure e) {
      FailureReport report = e.report();
      boolean refused = report.kind() == FailureKind.LOGIN_FAILED;
      throw BuildFailure.of(
              refused ? FailureKind.TARGET_REFUSED : FailureKind.TARGET_UNREACHABLE,
              refused ? report.what() : "A command over SSH has not answered.")
          .where(target)
          .why(report.why().isEmpty() ? report.what() : report.why())
          .todo(refused ? report.todo() : "Nothing: PIM tries again.")
          .causedBy(e)
          .build();
    }
  }

  SshTarget target() {
    return target;
  }

  @Override
  public void close() {
    session.close();
  }

  private static void close(SSHClient client) {
    try {
      client.close();
    } catch (IOException e) {
      // Ignored: the attempt has failed already.
    }
  }
}
