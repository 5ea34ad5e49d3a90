package io.pim.tools.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SshWaitTest {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path temp;
  private SshKeyPair key;
  private HostKeyPin pin;
  private final CompletableFuture<BuildFailure> vmEnded = new CompletableFuture<>();
  private final List<String> lines = new CopyOnWriteArrayList<>();

  @BeforeEach
  void prepare() throws IOException {
    key = SshKeyPair.at(temp.resolve("key"));
    pin = new HostKeyPin(temp.resolve("pin"));
  }

  private SshSession await(SshTarget target, Duration limit, Consumer<String> progress)
      throws InterruptedException {
    LoginRule rule =
        LoginRule.within(limit, POLL, () -> List.of("console's last line")).reportingTo(progress);
    return new SshWait(new SshConnector(Guests.LIMITS), rule)
        .await(target, Credentials.of(key), pin, vmEnded);
  }

  private BuildFailure failure(SshTarget target, Duration limit) {
    return assertThrows(BuildFailure.class, () -> await(target, limit, lines::add));
  }

  /**
   * The failure after at least one completed attempt. A busy host may need longer than a short
   * limit for one login.
   */
  private BuildFailure failureOfALogin(SshTarget target) {
    for (int seconds = 2; true; seconds *= 2) {
      BuildFailure failure = failure(target, Duration.ofSeconds(seconds));
      if (failure.report().kind() != FailureKind.GUEST_HUNG) {
        return failure;
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static SshTarget root(int port) {
    return new SshTarget("127.0.0.1", port, "root");
  }

  /** A port with no listener, reserved so that no other program gets it. */
  private static Socket deadPort() throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return socket;
  }

  private MinaGuest.Setup letIn() {
    return MinaGuest.Setup.withPassword("other").withKey(key);
  }

  @Test
  void logsInAsSoonAsAServerListens() throws Exception {
    int port = freePort();
    CompletableFuture<MinaGuest> late = new CompletableFuture<>();
    Consumer<String> startAfterTwoTries =
        line -> {
          lines.add(line);
          if (lines.size() == 2) {
            try {
              late.complete(new MinaGuest(temp.resolve("hostkey"), port, letIn()));
            } catch (IOException e) {
              late.completeExceptionally(e);
            }
          }
        };
    try (SshSession session = await(root(port), Duration.ofSeconds(60), startAfterTwoTries)) {
      assertTrue(session.isOpen());
      assertTrue(lines.get(0).startsWith("nothing listens yet"), lines.get(0));
    }
    late.get().close();
  }

  @Test
  void reportsASilentGuestAsHung() throws Exception {
    try (Socket dead = deadPort()) {
      BuildFailure failure = failure(root(dead.getLocalPort()), Duration.ofSeconds(1));
      assertEquals(FailureKind.GUEST_HUNG, failure.report().kind());
      assertEquals(List.of("console's last line"), failure.report().lastLines());
    }
  }

  /** Accepts connections and sends nothing, as QEMU's forwarded port does while the guest boots. */
  @Test
  void aPortThatAcceptsConnectionsSilentlyDoesNotBlockTheWait() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      LoginRule rule = LoginRule.within(Duration.ofSeconds(1), POLL, List::of);
      BuildFailure failure = failure(root(silent.getLocalPort()), rule);
      assertEquals(FailureKind.GUEST_HUNG, failure.report().kind());
    }
  }

  @Test
  void theEndOfTheMachineEndsTheWaitEvenDuringAnAttempt() throws Exception {
    BuildFailure ended = BuildFailure.of(FailureKind.VM_LOST, "QEMU has ended").build();
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Consumer<String> endWhileTrying = line -> vmEnded.complete(ended);
      LoginRule rule = LoginRule.within(HOUR, POLL, List::of).reportingTo(endWhileTrying);
      BuildFailure failure = failure(root(silent.getLocalPort()), rule);
      assertEquals(FailureKind.VM_LOST, failure.report().kind());
    }
  }

  @Test
  void aRefusedLoginNamesUserAndMethods() throws Exception {
    try (MinaGuest guest = MinaGuest.start(temp, MinaGuest.Setup.withPassword("other"))) {
      BuildFailure failure = failureOfALogin(guest.target());
      assertEquals(FailureKind.LOGIN_FAILED, failure.report().kind());
      assertTrue(
          failure.report().why().contains("refused for root (tried: publickey"),
          failure.report().why());
      assertTrue(failure.report().why().contains("password"), failure.report().why());
      assertTrue(lines.get(lines.size() - 1).startsWith("SSH answers, login refused"));
    }
  }

  @Test
  void logsInWithThePasswordUntilTheKeyExists() throws Exception {
    try (MinaGuest guest = MinaGuest.start(temp, MinaGuest.Setup.withPassword("right"))) {
      Credentials both = Credentials.of(key, java.util.Optional.of("right"));
      assertFalse(both.toString().contains("right"));
      ConnectOutcome outcome = new SshConnector(Guests.LIMITS).connect(guest.target(), both, pin);
      ((ConnectOutcome.Connected) outcome).session().close();
    }
  }

  /** As net-ssh did for the Ruby PIM: a guest may have no key but the person's own. */
  @Test
  void logsInWithThePersonsOwnKeys() throws Exception {
    Path folder = Files.createDirectories(temp.resolve("home/.ssh"));
    Files.writeString(folder.resolve("id_rsa"), "no key, or one with a passphrase");
    SshKeyPair stranger = SshKeyPair.at(temp.resolve("stranger"));
    Files.copy(temp.resolve("key"), folder.resolve("id_ed25519"));
    try (MinaGuest guest = MinaGuest.start(temp, letIn())) {
      Credentials none = Credentials.of(stranger);
      assertInstanceOf(
          ConnectOutcome.Refused.class,
          new SshConnector(Guests.LIMITS).connect(guest.target(), none, pin));
      Credentials own =
          new Credentials(
              List.of(stranger), java.util.Optional.empty(), java.util.Optional.of(folder));
      ConnectOutcome outcome = new SshConnector(Guests.LIMITS).connect(guest.target(), own, pin);
      ((ConnectOutcome.Connected) outcome).session().close();
    }
  }

  @Test
  void anotherHostKeyIsAnotherSystem() throws Exception {
    try (MinaGuest first = MinaGuest.start(temp, letIn())) {
      await(first.target(), Duration.ofSeconds(60), lines::add).close();
    }
    assertTrue(Files.readString(temp.resolve("pin")).startsWith("* ecdsa-sha2-"));
    String pinned = pin.fingerprint().orElseThrow();
    Files.delete(temp.resolve("hostkey"));
    try (MinaGuest second = MinaGuest.start(temp, letIn())) {
      BuildFailure failure = failure(second.target(), Duration.ofSeconds(60));
      assertEquals(FailureKind.LOGIN_FAILED, failure.report().kind());
      assertTrue(failure.report().why().contains("another system answers"));
      assertTrue(failure.report().why().contains(pinned));
    }
  }

  @Test
  void distinguishesTheInstallerFromTheInstalledSystem() throws Exception {
    MinaGuest.Setup installer =
        letIn().withShell("/bin/sh", command -> command.replace("/lib/debian-installer.d ", "/ "));
    try (MinaGuest guest = MinaGuest.start(temp, installer)) {
      BuildFailure failure = failureOfALogin(guest.target());
      assertEquals(FailureKind.LOGIN_FAILED, failure.report().kind());
      assertTrue(failure.report().why().contains("debian-installer answers"));
      assertTrue(pin.fingerprint().isEmpty(), "the installer's host key must not stay pinned");
    }
  }

  /** In an emulated guest, the check costs a third of a second at every login. */
  @Test
  void doesNotCheckASystemWithAPinnedHostKeyAgain() throws Exception {
    List<String> commands = new CopyOnWriteArrayList<>();
    MinaGuest.Setup setup =
        letIn()
            .withShell(
                "/bin/sh",
                command -> {
                  commands.add(command);
                  return command;
                });
    try (MinaGuest guest = MinaGuest.start(temp, setup)) {
      await(guest.target(), Duration.ofSeconds(60), lines::add).close();
      assertEquals(1, commands.size());
      String line = pin.line().orElseThrow();
      await(guest.target(), Duration.ofSeconds(60), lines::add).close();
      assertEquals(1, commands.size());

      pin.forget();
      pin.set(line);
      await(guest.target(), Duration.ofSeconds(60), lines::add).close();
      assertEquals(1, commands.size());
    }
  }

  /** An exit status of 0 alone proves nothing: the command may never have run. */
  @Test
  void aShellThatRunsNoCommandIsNotTheInstalledSystem() throws Exception {
    MinaGuest.Setup menu =
        letIn().withShell("/bin/sh", command -> "echo Choose: 1, 2 or 3; exit 0");
    try (MinaGuest guest = MinaGuest.start(temp, menu)) {
      BuildFailure failure = failureOfALogin(guest.target());
      assertEquals(FailureKind.LOGIN_FAILED, failure.report().kind());
      String why = failure.report().why();
      assertTrue(why.contains("no working shell") && why.contains("Choose: 1, 2 or 3"), why);
    }
  }

  private BuildFailure failure(SshTarget target, SshWait.Patience patience) {
    return failure(
        target,
        LoginRule.within(HOUR, POLL, List::of).withPatience(patience).reportingTo(lines::add));
  }

  /** Uses a connector without limits for an attempt. */
  private BuildFailure failure(SshTarget target, LoginRule rule) {
    SshWait wait = new SshWait(new SshConnector(new ConnectLimits(HOUR, HOUR, HOUR, HOUR)), rule);
    return assertThrows(
        BuildFailure.class, () -> wait.await(target, Credentials.of(key), pin, vmEnded));
  }

  @Test
  void trustsRepeatedRefusals() throws Exception {
    SshKeyPair other = SshKeyPair.at(temp.resolve("other"));
    MinaGuest.Setup refusing = MinaGuest.Setup.withPassword("other").withKey(other);
    try (MinaGuest guest = MinaGuest.start(temp, refusing)) {
      BuildFailure failure =
          failure(guest.target(), new SshWait.Patience(Duration.ofMillis(500), HOUR));
      assertEquals(FailureKind.LOGIN_FAILED, failure.report().kind());
      assertTrue(failure.report().why().contains("login refused"), failure.report().why());
      assertTrue(lines.size() >= 1, "one refusal is not enough");
    }
  }

  @Test
  void trustsRepeatedDisconnects() throws Exception {
    try (Socket dead = deadPort()) {
      BuildFailure failure =
          failure(root(dead.getLocalPort()), new SshWait.Patience(HOUR, Duration.ofMillis(500)));
      assertEquals(FailureKind.LOGIN_FAILED, failure.report().kind());
      assertTrue(failure.report().what().contains("hangs up"), failure.report().what());
      assertTrue(lines.size() >= 1, "one try is not enough");
    }
  }

  /**
   * As QEMU's user-mode network does: it accepts a connection before the guest listens, and the
   * connection stays silent for seconds after the server has started.
   */
  @Test
  void reachesAServerWhileAnOlderConnectionIsSilent() throws Exception {
    try (MinaGuest guest = MinaGuest.start(temp, letIn());
        DeafFirst network = new DeafFirst(guest.target().port())) {
      SshTarget forwarded = new SshTarget("127.0.0.1", network.port(), guest.target().user());
      ConnectLimits patient =
          new ConnectLimits(
              Duration.ofSeconds(5),
              Duration.ofMinutes(10),
              Duration.ofSeconds(60),
              Duration.ofSeconds(5));
      LoginRule rule = LoginRule.within(Duration.ofMinutes(10), Duration.ofMinutes(10), List::of);

      try (SshSession session =
          new SshWait(new SshConnector(patient), rule)
              .await(forwarded, Credentials.of(key), pin, vmEnded)) {
        assertEquals(forwarded, session.target());
      }
    }
  }

  /** Between two attempts, however far apart. */
  @Test
  void reachesAServerThatStartsBetweenTwoAttempts() throws Exception {
    int port = freePort();
    SshTarget target = new SshTarget("127.0.0.1", port, "root");
    LoginRule rule =
        LoginRule.within(Duration.ofMinutes(10), Duration.ofMinutes(10), List::of)
            .reportingTo(lines::add);
    CompletableFuture<SshSession> login =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return new SshWait(new SshConnector(Guests.LIMITS), rule)
                    .await(target, Credentials.of(key), pin, vmEnded);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    Await.until("the first try is over", () -> !lines.isEmpty());
    try (MinaGuest guest = new MinaGuest(temp.resolve("hostkey"), port, letIn())) {
      assertEquals(port, guest.target().port());
      login.get(50, TimeUnit.SECONDS).close();
    }
  }
}
