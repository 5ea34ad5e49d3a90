package io.pim.tools.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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

@Timeout(60)
class SshWaitTest {
  private static final Duration POLL = Duration.ofMillis(100);

  @TempDir Path temp;
  private SshKeyPair key;
  private HostKeyPin pin;
  private final CompletableFuture<BuildFailure> vmEnded = new CompletableFuture<>();
  private final List<String> told = new CopyOnWriteArrayList<>();

  @BeforeEach
  void prepare() throws IOException {
    key = SshKeyPair.at(temp.resolve("key"));
    pin = new HostKeyPin(temp.resolve("pin"));
  }

  private SshSession await(SshTarget target, Duration limit, Consumer<String> progress)
      throws InterruptedException {
    LoginRule rule =
        LoginRule.within(limit, POLL, () -> List.of("console's last line")).telling(progress);
    return new SshWait(new SshConnector(Guests.LIMITS), rule)
        .await(target, Credentials.of(key), pin, vmEnded);
  }

  private BuildFailure failure(SshTarget target, Duration limit) {
    return assertThrows(BuildFailure.class, () -> await(target, limit, told::add));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private MinaGuest.Setup letIn() {
    return MinaGuest.Setup.withPassword("other").withKey(key);
  }

  @Test
  void logsInAsSoonAsSomethingListens() throws Exception {
    int port = freePort();
    CompletableFuture<MinaGuest> late = new CompletableFuture<>();
    Consumer<String> startAfterTwoTries =
        line -> {
          told.add(line);
          if (told.size() == 2) {
            try {
              late.complete(new MinaGuest(temp.resolve("hostkey"), port, letIn()));
            } catch (IOException e) {
              late.completeExceptionally(e);
            }
          }
        };
    try (SshSession session =
        await(
            new SshTarget("127.0.0.1", port, "root"), Duration.ofSeconds(30), startAfterTwoTries)) {
      assertTrue(session.isOpen());
      assertTrue(told.get(0).startsWith("nothing listens yet"), told.get(0));
    }
    late.get().close();
  }

  @Test
  void whoNeverAnswersHangs() throws Exception {
    BuildFailure failure =
        failure(new SshTarget("127.0.0.1", freePort(), "root"), Duration.ofSeconds(1));
    assertEquals(FailureKind.GUEST_HUNG, failure.report().kind());
    assertEquals(List.of("console's last line"), failure.report().lastLines());
  }

  /** As QEMU's forwarded port does while the guest boots. */
  @Test
  void aPortThatTakesConnectionsAndSaysNothingDoesNotHoldUpTheWait() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      long start = System.nanoTime();
      BuildFailure failure =
          failure(new SshTarget("127.0.0.1", silent.getLocalPort(), "root"), Duration.ofSeconds(1));
      assertEquals(FailureKind.GUEST_HUNG, failure.report().kind());
      assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(4));
    }
  }

  @Test
  void theEndOfTheMachineEndsTheWaitAtOnceAlsoWithinATry() throws Exception {
    BuildFailure ended = BuildFailure.of(FailureKind.VM_LOST, "QEMU has ended").build();
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Consumer<String> endWhileTrying = line -> vmEnded.complete(ended);
      long start = System.nanoTime();
      BuildFailure failure =
          assertThrows(
              BuildFailure.class,
              () ->
                  await(
                      new SshTarget("127.0.0.1", silent.getLocalPort(), "root"),
                      Duration.ofMinutes(1),
                      endWhileTrying));
      assertEquals(FailureKind.VM_LOST, failure.report().kind());
      assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(3));
    }
  }

  @Test
  void aRefusedLoginNamesUserAndMethods() throws Exception {
    try (MinaGuest guest = MinaGuest.start(temp, MinaGuest.Setup.withPassword("other"))) {
      BuildFailure failure = failure(guest.target(), Duration.ofSeconds(2));
      assertEquals(FailureKind.LOGIN_FAILED, failure.report().kind());
      assertTrue(
          failure.report().why().contains("refused for root (tried: publickey"),
          failure.report().why());
      assertTrue(failure.report().why().contains("password"), failure.report().why());
      assertTrue(told.get(told.size() - 1).startsWith("SSH answers, login refused"));
    }
  }

  @Test
  void aPasswordLetsInWhereTheKeyIsNotThereYet() throws Exception {
    try (MinaGuest guest = MinaGuest.start(temp, MinaGuest.Setup.withPassword("right"))) {
      Credentials both = Credentials.of(key, java.util.Optional.of("right"));
      assertFalse(both.toString().contains("right"));
      ConnectOutcome outcome = new SshConnector(Guests.LIMITS).connect(guest.target(), both, pin);
      ((ConnectOutcome.Connected) outcome).session().close();
    }
  }

  @Test
  void anotherHostKeyIsAnotherSystem() throws Exception {
    try (MinaGuest first = MinaGuest.start(temp, letIn())) {
      await(first.target(), Duration.ofSeconds(20), told::add).close();
    }
    assertTrue(Files.readString(temp.resolve("pin")).startsWith("* ecdsa-sha2-"));
    String pinned = pin.fingerprint().orElseThrow();
    Files.delete(temp.resolve("hostkey"));
    try (MinaGuest second = MinaGuest.start(temp, letIn())) {
      BuildFailure failure = failure(second.target(), Duration.ofSeconds(20));
      assertEquals(FailureKind.LOGIN_FAILED, failure.report().kind());
      assertTrue(failure.report().why().contains("another system that answers"));
      assertTrue(failure.report().why().contains(pinned));
    }
  }

  @Test
  void theInstallerIsNotTakenForTheInstalledSystem() throws Exception {
    MinaGuest.Setup installer =
        letIn().withShell("/bin/sh", command -> command.replace("/lib/debian-installer.d ", "/ "));
    try (MinaGuest guest = MinaGuest.start(temp, installer)) {
      BuildFailure failure = failure(guest.target(), Duration.ofSeconds(2));
      assertEquals(FailureKind.LOGIN_FAILED, failure.report().kind());
      assertTrue(failure.report().why().contains("debian-installer answers"));
      assertTrue(pin.fingerprint().isEmpty(), "the installer's host key must not stay pinned");
    }
  }

  /** A status of 0 alone says nothing: the command may never have been run. */
  @Test
  void aShellThatRunsNoCommandIsNotTakenForTheInstalledSystem() throws Exception {
    MinaGuest.Setup menu =
        letIn().withShell("/bin/sh", command -> "echo Choose: 1, 2 or 3; exit 0");
    try (MinaGuest guest = MinaGuest.start(temp, menu)) {
      BuildFailure failure = failure(guest.target(), Duration.ofSeconds(2));
      assertEquals(FailureKind.LOGIN_FAILED, failure.report().kind());
      String why = failure.report().why();
      assertTrue(why.contains("no working shell") && why.contains("Choose: 1, 2 or 3"), why);
    }
  }

  private static final Duration HOUR = Duration.ofHours(1);

  private BuildFailure failure(SshTarget target, SshWait.Patience patience) {
    LoginRule rule = LoginRule.within(HOUR, POLL, List::of).believing(patience).telling(told::add);
    SshWait wait = new SshWait(new SshConnector(Guests.LIMITS), rule);
    return assertThrows(
        BuildFailure.class, () -> wait.await(target, Credentials.of(key), pin, vmEnded));
  }

  @Test
  void aServerThatGoesOnRefusingIsBelieved() throws Exception {
    SshKeyPair other = SshKeyPair.at(temp.resolve("other"));
    MinaGuest.Setup refusing = MinaGuest.Setup.withPassword("other").withKey(other);
    try (MinaGuest guest = MinaGuest.start(temp, refusing)) {
      BuildFailure failure =
          failure(guest.target(), new SshWait.Patience(Duration.ofMillis(500), HOUR));
      assertEquals(FailureKind.LOGIN_FAILED, failure.report().kind());
      assertTrue(failure.report().why().contains("login refused"), failure.report().why());
      assertTrue(told.size() >= 1, "one refusal is not enough");
    }
  }

  @Test
  void aPortThatGoesOnHangingUpIsBelieved() throws Exception {
    SshTarget nobody = new SshTarget("127.0.0.1", freePort(), "root");
    BuildFailure failure = failure(nobody, new SshWait.Patience(HOUR, Duration.ofMillis(500)));
    assertEquals(FailureKind.LOGIN_FAILED, failure.report().kind());
    assertTrue(failure.report().what().contains("hangs up"), failure.report().what());
    assertTrue(told.size() >= 1, "one try is not enough");
  }
}
