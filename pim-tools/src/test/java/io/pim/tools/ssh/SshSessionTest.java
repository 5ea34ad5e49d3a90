package io.pim.tools.ssh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.testing.Await;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class SshSessionTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path temp;
  private SshKeyPair key;
  private MinaGuest guest;
  private SshSession session;

  @BeforeEach
  void login() throws Exception {
    key = SshKeyPair.at(temp.resolve("key"));
    guest = MinaGuest.start(temp, MinaGuest.Setup.withPassword("right").withKey(key));
    session = Guests.login(guest, key, temp);
  }

  @AfterEach
  void close() throws Exception {
    session.close();
    guest.close();
  }

  @Test
  void returnsExitStatusAndBothOutputsSeparately() throws Exception {
    CommandResult result = session.run("echo out; echo err >&2; exit 3", new byte[0], LIMIT);
    assertEquals(new CommandResult(ExitStatus.of(3), "out\n", "err\n"), result);
  }

  @Test
  void largeInputAndOutputGoThroughABoundedBuffer() throws Exception {
    byte[] bytes = new byte[6 << 20];
    new Random(3).nextBytes(bytes);
    ByteArrayOutputStream back = new ByteArrayOutputStream();
    ExitStatus status =
        exec(session, "cat", new ByteArrayInputStream(bytes), back::writeBytes, LIMIT);
    assertTrue(status.isSuccess());
    assertArrayEquals(bytes, back.toByteArray());
  }

  @RepeatedTest(10)
  void unreadInputIsNotAFailure() throws Exception {
    byte[] bytes = new byte[4 << 20];
    assertEquals(ExitStatus.of(5), session.run("exit 5", bytes, LIMIT).status());
  }

  @Test
  void manyCommandsAtOnceShareTheConnection() throws Exception {
    CompletableFuture<?>[] all = new CompletableFuture<?>[8];
    for (int i = 0; i < all.length; i++) {
      int number = i;
      all[i] =
          CompletableFuture.runAsync(
              () -> {
                try {
                  assertEquals(
                      number + "\n", session.run("echo " + number, new byte[0], LIMIT).stdout());
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
    }
    CompletableFuture.allOf(all).get(60, TimeUnit.SECONDS);
  }

  @Test
  void reportsALostConnection() throws Exception {
    BuildFailure failure =
        assertThrows(
            BuildFailure.class,
            () ->
                exec(
                    session,
                    "echo ready; cat",
                    new EndlessInput(),
                    chunk -> guest.dropConnections(),
                    LIMIT));
    assertEquals(FailureKind.SSH_LOST, failure.report().kind());
    Await.until("the session knows", () -> !session.isOpen());
  }

  @Test
  void aCommandThatTakesTooLongEndsAtItsLimit() {
    BuildFailure failure =
        assertThrows(
            BuildFailure.class,
            () -> exec(session, "cat", new EndlessInput(), chunk -> {}, Duration.ofSeconds(1)));
    assertEquals(FailureKind.GUEST_HUNG, failure.report().kind());
    assertTrue(session.isOpen());
  }

  @Test
  void anInterruptEndsTheWaitAtOnce() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CompletableFuture<Void> ended = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                exec(session, "echo x; cat", new EndlessInput(), c -> running.countDown(), LIMIT);
                ended.complete(null);
              } catch (Throwable e) {
                ended.completeExceptionally(e);
              }
            });
    thread.start();
    assertTrue(running.await(60, TimeUnit.SECONDS));
    thread.interrupt();
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> ended.get(50, TimeUnit.SECONDS));
    assertInstanceOf(InterruptedException.class, e.getCause());
  }

  @Test
  void theKeepAliveNoticesAFrozenGuest() throws Exception {
    try (FreezingProxy proxy = new FreezingProxy(guest.target().port())) {
      ConnectLimits limits =
          new ConnectLimits(
              Duration.ofSeconds(60),
              Duration.ofSeconds(60),
              Duration.ofSeconds(60),
              Duration.ofSeconds(1));
      ConnectOutcome outcome =
          new SshConnector(limits)
              .connect(
                  new SshTarget("127.0.0.1", proxy.port(), "root"),
                  Credentials.of(key, Optional.empty()),
                  new HostKeyPin(temp.resolve("pin2")));
      try (SshSession frozen = ((ConnectOutcome.Connected) outcome).session()) {
        BuildFailure failure =
            assertThrows(
                BuildFailure.class,
                () ->
                    exec(
                        frozen,
                        "echo ready; cat",
                        new EndlessInput(),
                        chunk -> proxy.freeze(),
                        LIMIT));
        // At the command's own limit, the failure would be a guest that hangs.
        assertEquals(FailureKind.SSH_LOST, failure.report().kind());
      }
    }
  }

  /** Runs a command, and merges its standard error into its standard output in order of arrival. */
  private static ExitStatus exec(
      SshSession session, String command, InputStream stdin, OutputSink output, Duration limit)
      throws InterruptedException {
    CommandListener listener = new CommandListener(output, output, () -> {});
    return session.exec(SshSession.PLAIN, command, stdin, listener, limit);
  }

  /** Input that never arrives and never ends. */
  private static final class EndlessInput extends InputStream {
    private final CountDownLatch never = new CountDownLatch(1);

    @Override
    public int read(byte[] buffer, int offset, int length) {
      return read();
    }

    @Override
    public int read() {
      try {
        never.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return -1;
    }
  }
}
