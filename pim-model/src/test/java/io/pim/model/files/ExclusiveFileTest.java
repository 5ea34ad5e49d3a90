package io.pim.model.files;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class ExclusiveFileTest {
  @TempDir Path folder;
  private Path file;
  private ExclusiveFile lock;

  @BeforeEach
  void nameTheLock() {
    file = folder.resolve("new/the.lock");
    lock = new ExclusiveFile(file, "me");
  }

  /** POSIX drops all locks of a process on a file when it closes any descriptor of that file. */
  @Test
  void readingTheFileInTheSameProcessKeepsTheLock() throws Exception {
    ExclusiveFile.Hold hold = lock.tryHold().orElseThrow();
    assertEquals(Optional.empty(), new ExclusiveFile(file).tryHold());
    Path link = Files.createSymbolicLink(folder.resolve("by another way"), file.getParent());
    ExclusiveFile elsewhere = new ExclusiveFile(link.resolve(file.getFileName()));
    assertEquals(Optional.empty(), elsewhere.tryHold());
    assertEquals(Optional.of("me"), elsewhere.holder());

    assertEquals("busy", LockHolder.tries(file));

    hold.close();
    assertEquals("held", LockHolder.tries(file));
  }

  @Test
  void locksEachByteOfAFileSeparately() throws Exception {
    ExclusiveFile.Hold first = ExclusiveFile.byteOf(file, 1).tryHold().orElseThrow();
    ExclusiveFile.Hold second = ExclusiveFile.byteOf(file, 2).tryHold().orElseThrow();
    assertEquals(Optional.empty(), ExclusiveFile.byteOf(file, 1).tryHold());

    second.close();
    assertEquals("busy", LockHolder.tries(file), "the first was lost with the second");

    first.close();
    assertEquals("held", LockHolder.tries(file));
  }

  @Test
  void releasesTheLockOfAKilledProcess() throws Exception {
    try (LockHolder other = LockHolder.start(file, "try")) {
      assertEquals("held", other.says());
      assertEquals(Optional.empty(), lock.tryHold());
      assertEquals(Optional.of("the other"), lock.holder());
      other.kill();
    }
    lock.hold(() -> {}).close();
  }

  @Test
  void aProcessWaitsForTheOther() throws Exception {
    ExclusiveFile.Hold hold = lock.tryHold().orElseThrow();
    try (LockHolder other = LockHolder.start(file, "wait")) {
      assertEquals("waits", other.says());
      hold.close();
      assertEquals("held", other.saysAfterItsWait());
      List<Optional<String>> answers = new ArrayList<>();
      Runnable waiting =
          () -> {
            try {
              answers.add(lock.holder());
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          };
      // On a busy host, a short limit may pass after the first check.
      for (int millis = 50; answers.isEmpty() && millis < 60_000; millis *= 4) {
        assertEquals(Optional.empty(), lock.tryHold(Duration.ofMillis(millis), waiting));
      }
      assertTrue(answers.contains(Optional.of("the other")), answers.toString());
    }
  }

  @Test
  void admitsOneThreadAtATime() throws Exception {
    int threads = 4;
    int rounds = 50;
    int[] count = {0};
    boolean[] inside = {false};
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<?>> all = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      all.add(
          pool.submit(
              () -> {
                for (int round = 0; round < rounds; round++) {
                  new ExclusiveFile(file)
                      .holding(
                          () -> {
                            assertFalse(inside[0]);
                            inside[0] = true;
                            Thread.onSpinWait();
                            inside[0] = false;
                            return count[0]++;
                          });
                }
                return null;
              }));
    }
    for (Future<?> each : all) {
      each.get();
    }
    pool.shutdown();
    assertEquals(threads * rounds, count[0]);
  }

  @Test
  void aWaitEndsWithItsLimitOrAnInterrupt() throws Exception {
    ExclusiveFile.Hold hold = lock.tryHold().orElseThrow();
    assertEquals(Optional.empty(), lock.tryHold(Duration.ofMillis(20), () -> {}));

    CountDownLatch waits = new CountDownLatch(1);
    List<Throwable> thrown = new ArrayList<>();
    Thread waiter =
        new Thread(
            () ->
                thrown.add(
                    assertThrows(InterruptedException.class, () -> lock.hold(waits::countDown))));
    waiter.start();
    waits.await();
    waiter.interrupt();
    waiter.join();
    assertEquals(1, thrown.size());

    Thread.currentThread().interrupt();
    assertThrows(InterruptedIOException.class, () -> lock.whileHeld(() -> 1));
    assertTrue(Thread.interrupted());
    hold.close();
    hold.close();
    assertEquals(1, lock.whileHeld(() -> 1));
  }

  @Test
  void anInterruptedThreadCanTakeAFreeLockToCleanUp() throws Exception {
    Thread.currentThread().interrupt();
    ExclusiveFile.Hold hold = lock.tryHold().orElseThrow();
    assertTrue(Thread.interrupted());
    assertEquals("busy", LockHolder.tries(file));
    hold.close();
  }

  /**
   * Otherwise a second process could hold the new file of that name while the first holds the
   * deleted one.
   */
  @Test
  void waitsForTheNewFileIfTheLockFileIsDeleted() throws Exception {
    ExclusiveFile.Hold hold = lock.tryHold().orElseThrow();
    try (LockHolder other = LockHolder.start(file, "wait")) {
      assertEquals("waits", other.says());
      Files.delete(file);
      hold.close();
      assertEquals("held", other.saysAfterItsWait());
      assertEquals(Optional.empty(), lock.tryHold());
    }
  }

  @Test
  void createsADeletedLockFileAgain() throws Exception {
    lock.tryHold().orElseThrow().close();
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> deletes =
        CompletableFuture.runAsync(
            () -> {
              while (!over.get()) {
                assertDoesNotThrow(() -> Files.deleteIfExists(file));
              }
            });
    try {
      for (int round = 0; round < 1000; round++) {
        lock.tryHold().ifPresent(hold -> assertDoesNotThrow(hold::close));
      }
    } finally {
      over.set(true);
      deletes.get();
    }
    lock.tryHold().orElseThrow().close();
  }

  @Test
  void theFileStaysAndIsPrivate() throws Exception {
    lock.tryHold().orElseThrow().close();
    assertEquals("rw-------", mode(file));
    assertEquals("rwx------", mode(file.getParent()));
    assertEquals("me\n", Files.readString(file));
  }

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
