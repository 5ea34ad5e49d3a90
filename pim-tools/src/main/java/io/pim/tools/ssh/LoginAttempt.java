package io.pim.tools.ssh;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import net.schmizz.sshj.transport.Transport;

/**
 * One login and the check of the system that answered, on a separate thread, so that it can be
 * abandoned. A system whose host key is pinned was checked before.
 */
final class LoginAttempt {
  private final SshConnector connector;
  private final SshTarget target;
  private final Credentials credentials;
  private final HostKeyPin pin;
  private final CompletableFuture<ConnectOutcome> outcome = new CompletableFuture<>();

  private volatile Transport transport;

  LoginAttempt(SshConnector connector, SshTarget target, Credentials credentials, HostKeyPin pin) {
    this.connector = connector;
    this.target = target;
    this.credentials = credentials;
    this.pin = pin;
  }

  CompletableFuture<ConnectOutcome> start() {
    Thread thread = new Thread(this::run, "pim-ssh-login-" + target.port());
    thread.setDaemon(true);
    thread.start();
    return outcome;
  }

  /** Abandons the attempt. A connection that still succeeds is closed. */
  void abandon() {
    if (!outcome.cancel(false) && !outcome.isCompletedExceptionally()) {
      close(outcome.join());
    }
  }

  /** Whether the server has sent its version. The rest of the login may take a slow guest long. */
  boolean isAnswered() {
    Transport current = transport;
    return current != null && current.isRunning();
  }

  private void begun(Transport current) {
    transport = current;
  }

  private void run() {
    try {
      PinCheck check = new PinCheck(pin);
      ConnectOutcome result =
          look(connector.connect(target, credentials, pin, check, this::begun), check);
      if (!outcome.complete(result)) {
        close(result);
      }
    } catch (RuntimeException e) {
      outcome.completeExceptionally(e);
    } catch (InterruptedException e) {
      outcome.complete(new ConnectOutcome.NotReady("interrupted"));
    }
  }

  private ConnectOutcome look(ConnectOutcome result, PinCheck check) throws InterruptedException {
    if (!(result instanceof ConnectOutcome.Connected connected) || check.isKnown()) {
      return result;
    }
    boolean taken = false;
    try {
      Optional<String> objection = InstalledSystem.objection(connected.session());
      if (objection.isPresent()) {
        return new ConnectOutcome.WrongSystem(objection.get());
      }
      check.confirm();
      taken = true;
      return result;
    } catch (BuildFailure e) {
      if (e.report().kind() == FailureKind.SSH_LOST
          || e.report().kind() == FailureKind.GUEST_HUNG) {
        return new ConnectOutcome.NotReady("the connection was lost right after login");
      }
      throw e;
    } finally {
      if (!taken) {
        connected.session().close();
      }
    }
  }

  private static void close(ConnectOutcome result) {
    if (result instanceof ConnectOutcome.Connected connected) {
      connected.session().close();
    }
  }
}
