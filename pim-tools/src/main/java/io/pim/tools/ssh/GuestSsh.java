package io.pim.tools.ssh;

import io.pim.model.failure.BuildFailure;
import io.pim.tools.qemu.VirtualMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The SSH server of one machine's guest, with its pinned host key. All of PIM's logins to guests
 * are made here; each caller has its own {@link LoginRule}.
 */
public final class GuestSsh {
  private final SshConnector connector;
  private final VirtualMachine machine;
  private final HostKeyPin pin;

  /**
   * A server that was not contacted yet.
   *
   * @param hostKey the file of the pinned host key
   */
  public GuestSsh(VirtualMachine machine, Path hostKey) {
    this(new SshConnector(ConnectLimits.forLocalGuest()), machine, hostKey);
  }

  /** The same with a shared connector, or one with other limits. */
  public GuestSsh(SshConnector connector, VirtualMachine machine, Path hostKey) {
    this.connector = connector;
    this.machine = machine;
    this.pin = new HostKeyPin(hostKey);
  }

  /** The address of the server behind the port that QEMU forwards from this host. */
  public static SshTarget forwarded(VirtualMachine machine, String user) {
    return new SshTarget("127.0.0.1", machine.sshPort().orElseThrow(), user);
  }

  /** Waits for the server behind the forwarded port. */
  public SshSession await(String user, Credentials credentials, LoginRule rule)
      throws InterruptedException {
    return await(forwarded(machine, user), credentials, rule);
  }

  /**
   * Waits until the guest accepts PIM's login, as long as the rule allows.
   *
   * @param target the address of the server, when no port is forwarded to it
   * @throws BuildFailure VM_LOST at once when the machine ends; LOGIN_FAILED and GUEST_HUNG as
   *     {@link SshWait#await}
   */
  public SshSession await(SshTarget target, Credentials credentials, LoginRule rule)
      throws InterruptedException {
    CompletableFuture<BuildFailure> ended = machine.onExit().thenApply(exit -> machine.lost());
    return new SshWait(connector, rule).await(target, credentials, pin, ended);
  }

  /**
   * Listens for the server's greeting, without a login. Completes with a TimeoutException if it
   * does not come within the limit.
   */
  public CompletableFuture<Void> greeting(String user, Duration limit) {
    ServerVoice voice = ServerVoice.listen(forwarded(machine, user), Duration.ZERO, () -> false);
    return voice
        .heard()
        .<Void>thenApply(heard -> null)
        .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((done, failure) -> voice.close());
  }

  /** Tries once whether the key opens the login. */
  public boolean opens(String user, SshKeyPair key) {
    if (connector.connect(forwarded(machine, user), Credentials.of(key), pin)
        instanceof ConnectOutcome.Connected connected) {
      connected.session().close();
      return true;
    }
    return false;
  }

  /** Removes the pin, because the system is known to have a new host key. */
  public void forgetHostKey() throws IOException {
    pin.forget();
  }
}
