package io.pim.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.pim.model.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ProcessIdentityTest {
  private Process process;
  private ProcessIdentity identity;
  @TempDir Path folder;

  @BeforeEach
  void start() throws Exception {
    process = new ProcessBuilder("sleep", "600").start();
    identity = ProcessIdentity.of(process.toHandle()).orElseThrow();
  }

  @AfterEach
  void end() {
    process.destroyForcibly();
  }

  @Test
  void survivesAsJson() throws Exception {
    Path file = folder.resolve("identity.json");
    Json.write(file, identity);

    ProcessIdentity read = Json.read(file, ProcessIdentity.class);

    assertEquals(identity, read);
    assertTrue(read.isAlive());
    assertFalse(Files.readString(file).contains("alive"));
  }

  @Test
  void aReusedPidIsAnotherProcess() {
    assumeFalse(identity.mark().isEmpty(), "no /proc here");
    String ticks = identity.mark().substring(identity.mark().indexOf(':'));
    ProcessIdentity later =
        new ProcessIdentity(identity.pid(), identity.startedAt(), identity.mark() + "1");
    ProcessIdentity otherBoot =
        new ProcessIdentity(identity.pid(), identity.startedAt(), "otherboot" + ticks);

    assertFalse(later.isAlive());
    assertFalse(otherBoot.isAlive());
    assertTrue(later.kill());
    assertTrue(process.isAlive());
  }

  @Test
  void aChangedClockDoesNotHideAProcess() {
    assumeFalse(identity.mark().isEmpty(), "no /proc here");
    ProcessIdentity seenEarlier =
        new ProcessIdentity(
            identity.pid(), identity.startedAt().minusSeconds(3600), identity.mark());

    assertTrue(seenEarlier.isAlive());
  }

  @Test
  void comparesStartTimesWithoutAMark() {
    ProcessIdentity same = new ProcessIdentity(identity.pid(), identity.startedAt(), "");
    ProcessIdentity other =
        new ProcessIdentity(identity.pid(), identity.startedAt().minusMillis(10), "");

    assertTrue(same.isAlive());
    assertFalse(other.isAlive());
  }

  @Test
  void aZombieIsDead() throws Exception {
    // The shell becomes a sleep that never reaps the child that the shell had started.
    Process parent = new ProcessBuilder("sh", "-c", "sleep 60 & echo $!; exec sleep 60").start();
    try (var output = parent.inputReader()) {
      long pid = Long.parseLong(output.readLine());
      ProcessIdentity child = ProcessIdentity.of(ProcessHandle.of(pid).orElseThrow()).orElseThrow();
      assumeFalse(child.mark().isEmpty(), "no /proc here");
      while (parent.toHandle().info().command().orElse("").endsWith("sh")) {
        Thread.onSpinWait();
      }

      assertTrue(child.terminate(Duration.ofSeconds(60)));

      assertFalse(child.isAlive());
    } finally {
      parent.destroyForcibly();
    }
  }

  @Test
  void waitsForTheEnd() throws Exception {
    assertFalse(identity.awaitExit(Duration.ofMillis(50)));

    process.destroy();

    assertTrue(identity.awaitExit(Duration.ofSeconds(60)));
    identity.onExit().get(60, TimeUnit.SECONDS);
  }

  @Test
  void killsAProcessThatIgnoresItsSignal() throws Exception {
    Process deaf =
        new ProcessBuilder(List.of("sh", "-c", "trap '' TERM; echo deaf; sleep 60")).start();
    try (var output = deaf.inputReader()) {
      assertEquals("deaf", output.readLine());
      ProcessIdentity stubborn = ProcessIdentity.of(deaf.toHandle()).orElseThrow();
      deaf.descendants().forEach(ProcessHandle::destroy);

      assertFalse(stubborn.terminate(Duration.ofMillis(200)) && stubborn.isAlive());

      assertFalse(stubborn.isAlive());
    }
  }

  @Test
  void killsEvenOnAnInterruptedThread() {
    Thread.currentThread().interrupt();

    assertTrue(identity.kill());

    assertTrue(Thread.interrupted());
    assertFalse(identity.isAlive());
  }

  @Test
  void distinguishesAStoppedProcessFromADeadOneAndEndsBoth() throws Exception {
    assumeFalse(identity.mark().isEmpty(), "no /proc here");
    assertFalse(identity.isStopped());

    String pid = Long.toString(identity.pid());
    assertEquals(0, new ProcessBuilder("kill", "-STOP", pid).start().waitFor());
    while (!identity.isStopped()) {
      Thread.onSpinWait();
    }
    assertTrue(identity.isAlive());

    identity.end(Duration.ofMinutes(5));

    assertFalse(identity.isAlive());
    assertFalse(identity.isStopped());
    identity.end(Duration.ofMinutes(5));
  }

  @Test
  void aProcessOfAnotherBootIsAnotherEvenWithTheSamePidAndTicks() {
    assumeFalse(identity.mark().isEmpty(), "no /proc here");
    String ticks = identity.mark().substring(identity.mark().indexOf(':'));
    ProcessIdentity before =
        new ProcessIdentity(
            identity.pid(), identity.startedAt(), "00000000-0000-0000-0000-000000000000" + ticks);

    assertFalse(before.isAlive());
    before.end(Duration.ofSeconds(1));
    assertTrue(identity.isAlive());
  }
}
