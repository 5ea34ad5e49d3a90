package io.pim.tools.ssh;

import java.io.IOException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.keepalive.KeepAliveRunner;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.DisconnectReason;
import net.schmizz.sshj.transport.Transport;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AuthKeyboardInteractive;
import net.schmizz.sshj.userauth.method.AuthMethod;
import net.schmizz.sshj.userauth.method.AuthPassword;
import net.schmizz.sshj.userauth.method.AuthPublickey;
import net.schmizz.sshj.userauth.method.PasswordResponseProvider;
import net.schmizz.sshj.userauth.password.PasswordFinder;
import net.schmizz.sshj.userauth.password.PasswordUtils;

/** Makes connections; each attempt is bounded by its limits. */
public final class SshConnector {
  private static final int UNANSWERED_KEEP_ALIVES = 5;

  private final ConnectLimits limits;
  private DefaultConfig config;

  public SshConnector(ConnectLimits limits) {
    this.limits = limits;
  }

  public ConnectLimits limits() {
    return limits;
  }

  /**
   * Loads, for the first connection, the classes of its algorithms: half a second of processor
   * time. So this happens only when needed, and in a worker on another thread.
   */
  public void warmUp() {
    algorithms();
  }

  private synchronized DefaultConfig algorithms() {
    if (config == null) {
      DefaultConfig made = new DefaultConfig();
      made.setLoggerFactory(new SilentLoggers());
      made.setKeepAliveProvider(KeepAliveProvider.KEEP_ALIVE);
      config = made;
    }
    return config;
  }

  /**
   * Tries to log in once; pins the host key if the login succeeds.
   *
   * @throws io.pim.model.failure.BuildFailure of kind LOGIN_FAILED when the host key differs from
   *     the pinned one
   */
  public ConnectOutcome connect(SshTarget target, Credentials credentials, HostKeyPin pin) {
    PinCheck check = new PinCheck(pin);
    ConnectOutcome outcome = connect(target, credentials, pin, check, begun -> {});
    if (outcome instanceof ConnectOutcome.Connected) {
      check.confirm();
    }
    return outcome;
  }

  /**
   * Tries to log in once. The caller must confirm the host key.
   *
   * @param begun receives the connection before it is made
   */
  ConnectOutcome connect(
      SshTarget target,
      Credentials credentials,
      HostKeyPin pin,
      PinCheck check,
      Consumer<Transport> begun) {
    SSHClient client = newClient();
    begun.accept(client.getTransport());
    boolean keep = false;
    try {
      ConnectOutcome outcome = attempt(client, target, credentials, pin, check);
      keep = outcome instanceof ConnectOutcome.Connected;
      return outcome;
    } finally {
      if (!keep) {
        close(client);
      }
    }
  }

  /** A client that is not connected yet, with this connector's limits. */
  SSHClient newClient() {
    SSHClient client = new SSHClient(algorithms());
    client.setConnectTimeout(Math.toIntExact(limits.tcp().toMillis()));
    client.setTimeout(Math.toIntExact(limits.banner().toMillis()));
    int reply = Math.toIntExact(limits.reply().toMillis());
    client.getTransport().setTimeoutMs(reply);
    client.getConnection().setTimeoutMs(reply);
    KeepAliveRunner keepAlive = (KeepAliveRunner) client.getConnection().getKeepAlive();
    keepAlive.setKeepAliveInterval(Math.toIntExact(limits.keepAlive().toSeconds()));
    keepAlive.setMaxAliveCount(UNANSWERED_KEEP_ALIVES);
    return client;
  }

  private ConnectOutcome attempt(
      SSHClient client, SshTarget target, Credentials credentials, HostKeyPin pin, PinCheck check) {
    client.addHostKeyVerifier(check);
    try {
      client.connect(target.host(), target.port());
    } catch (IOException e) {
      check.broken().ifPresent(SshConnector::rethrow);
      Optional<PublicKey> rejected = check.rejected();
      if (rejected.isPresent()) {
        throw pin.changed(target, rejected.get());
      }
      return new ConnectOutcome.NotReady(reason(e));
    }
    return login(client, target, credentials);
  }

  private static ConnectOutcome login(SSHClient client, SshTarget target, Credentials credentials) {
    List<AuthMethod> methods = methods(credentials);
    // Last: a server hangs up after a few attempts.
    credentials
        .ownKeys()
        .map(folder -> LoginKeys.usable(client, folder))
        .orElse(List.of())
        .forEach(key -> methods.add(new AuthPublickey(key)));
    try {
      client.auth(target.user(), methods);
      return new ConnectOutcome.Connected(new SshSession(target, client));
    } catch (UserAuthException e) {
      List<String> offered = List.copyOf(client.getUserAuth().getAllowedMethods());
      // Without an answer to any method, the connection failed, not the login. A server that hangs
      // up after too many attempts has answered.
      return offered.isEmpty() && e.getDisconnectReason() != DisconnectReason.BY_APPLICATION
          ? new ConnectOutcome.NotReady(reason(e))
          : new ConnectOutcome.Refused(
              target, methods.stream().map(AuthMethod::getName).distinct().toList(), offered);
    } catch (TransportException e) {
      return new ConnectOutcome.NotReady(reason(e));
    }
  }

  private static List<AuthMethod> methods(Credentials credentials) {
    List<AuthMethod> methods = new ArrayList<>();
    credentials.keys().forEach(key -> methods.add(new AuthPublickey(key.provider())));
    credentials
        .password()
        .ifPresent(
            password -> {
              PasswordFinder finder = PasswordUtils.createOneOff(password.toCharArray());
              methods.add(new AuthPassword(finder));
              finder = PasswordUtils.createOneOff(password.toCharArray());
              methods.add(new AuthKeyboardInteractive(new PasswordResponseProvider(finder)));
            });
    return methods;
  }

  private static void rethrow(RuntimeException e) {
    throw e;
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
  }

  private static void close(SSHClient client) {
    try {
      client.close();
    } catch (IOException e) {
      // Ignored: the attempt has failed already.
    }
  }
}
