package io.pim.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ProcessRunnerTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private final ProcessRunner runner = new ProcessRunner();

  @Test
  void returnsExitCodeAndOutputOfBothStreams() throws Exception {
    Finished finished = runner.run(shell("echo out; echo err >&2; exit 3"));

    assertEquals(3, finished.exitCode());
    assertEquals(List.of("err", "out"), finished.output().lines().sorted().toList());
    assertFalse(finished.succeeded());
  }

  @Test
  void feedsInputAndEnvironment() throws Exception {
    Command command = shell("cat; echo $PIM_TEST").withInput("x".repeat(200_000) + "\n");

    Finished finished = runner.run(command.withEnvironment(Map.of("PIM_TEST", "there")));

    assertEquals(List.of("there"), finished.lastLines(1));
    assertTrue(finished.output().contains("xxx"));
  }

  @Test
  void aCommandThatReadsNoInputDoesNotHang() throws Exception {
    assertTrue(runner.run(shell("exit 0").withInput("x".repeat(1_000_000))).succeeded());
    assertTrue(runner.run(shell("cat")).succeeded());
  }

  @Test
  void keepsOnlyTheEndOfAnEndlessOutput() throws Exception {
    Finished finished = runner.run(shell("head -c 5000000 /dev/zero | tr '\\0' a; echo; echo end"));

    assertTrue(finished.output().length() <= 64 * 1024);
    assertEquals(List.of("end"), finished.lastLines(1));
  }

  @Test
  void splitsProgressAtCarriageReturns() throws Exception {
    List<String> lines = new ArrayList<>();

    runner.run(shell("printf ' (1.00/100%%)\\r (50.00/100%%)\\r\\n'").onLine(lines::add));

    assertEquals(List.of(" (1.00/100%)", " (50.00/100%)"), lines);
  }

  @Test
  void ticksWithoutOutput() {
    IllegalStateException stop = new IllegalStateException("cancelled");
    Command command =
        shell("sleep 600")
            .onTick(
                () -> {
                  throw stop;
                });

    assertEquals(stop, assertThrows(IllegalStateException.class, () -> runner.run(command)));
  }

  @Test
  void killsAllDescendantsAtTheLimit() {
    List<String> pids = new ArrayList<>();
    // A busy host may need longer than a short limit to start them.
    for (int seconds = 1; pids.isEmpty(); seconds *= 2) {
      List<String> argv = List.of("sh", "-c", "sleep 600 & echo $!; wait");
      Command command = Command.of(argv, Duration.ofSeconds(seconds)).onLine(pids::add);
      BuildFailure failure = assertThrows(BuildFailure.class, () -> runner.run(command));
      assertEquals(FailureKind.TOOL_FAILED, failure.report().kind());
    }
    assertEquals(1, pids.size());
    awaitEnd(Long.parseLong(pids.get(0)));
  }

  @Test
  void killsWhenTheThreadIsInterrupted() throws Exception {
    CompletableFuture<Long> child = new CompletableFuture<>();
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Command command =
        shell("echo $$; exec sleep 600").onLine(line -> child.complete(Long.parseLong(line)));
    Thread thread =
        new Thread(
            () -> {
              try {
                runner.run(command);
              } catch (Throwable e) {
                thrown.complete(e);
              }
            });
    thread.start();
    long pid = child.get(60, TimeUnit.SECONDS);

    thread.interrupt();

    assertEquals(InterruptedException.class, thrown.get(50, TimeUnit.SECONDS).getClass());
    awaitEnd(pid);
  }

  @Test
  void endsWhenTheListenerThrows() {
    Command command =
        shell("echo now; sleep 600")
            .onLine(
                line -> {
                  throw new IllegalStateException(line);
                });

    assertThrows(IllegalStateException.class, () -> runner.run(command));
  }

  @Test
  void doesNotWaitForAChildThatKeepsTheOutputOpen() throws Exception {
    List<String> pids = new ArrayList<>();
    assertTrue(runner.run(shell("sleep 600 & echo $!").onLine(pids::add)).succeeded());
    ProcessHandle left = ProcessHandle.of(Long.parseLong(pids.get(0))).orElseThrow();
    assertTrue(left.isAlive());
    left.destroyForcibly();
  }

  /** As if the host stalled just after the command ended. */
  @Test
  void givesASlowReaderAllOutput() throws Exception {
    List<String> read = new ArrayList<>();
    Command command =
        shell("seq 12")
            .onLine(
                line -> {
                  LockSupport.parkNanos(Duration.ofMillis(150).toNanos());
                  read.add(line);
                });
    assertTrue(runner.run(command).succeeded());
    assertEquals(IntStream.rangeClosed(1, 12).mapToObj(Integer::toString).toList(), read);
  }

  @Test
  void keepsACompleteAnswerApartFromErrors() throws Exception {
    String line = "x".repeat(20_000);

    Finished finished = runner.run(question("cat; echo an error >&2; exit 3").withInput(line));

    assertEquals(new Finished(3, line, "an error\n"), finished);
    assertEquals(List.of("an error"), runner.run(question("echo an error >&2")).lastLines(9));
  }

  @Test
  void refusesATooLongAnswerInsteadOfCuttingIt() {
    BuildFailure failure =
        assertThrows(BuildFailure.class, () -> runner.run(question("head -c 20000000 /dev/zero")));

    assertEquals(FailureKind.TOOL_FAILED, failure.report().kind());
    assertThrows(
        BuildFailure.class,
        () -> runner.run(Command.question(List.of("sleep", "600"), Duration.ofSeconds(1))));
  }

  /**
   * When a process ends, Java closes its output with all data that was written, unless a thread is
   * reading at that moment. So the shell here ends only after PIM's reader has waited for a tick.
   */
  @Test
  void refusesAnAnswerThatAChildMayStillWrite(@TempDir Path folder) {
    Path end = folder.resolve("end");
    AtomicInteger waited = new AtomicInteger();
    Command command =
        question("sleep 60 & echo half an answer; until [ -e " + end + " ]; do sleep 0.1; done")
            .onTick(
                () -> {
                  if (answerIsAwaited() && waited.incrementAndGet() == 2) {
                    create(end);
                  }
                });

    BuildFailure failure = assertThrows(BuildFailure.class, () -> runner.run(command));

    assertEquals(FailureKind.TOOL_FAILED, failure.report().kind());
  }

  private static boolean answerIsAwaited() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().equals("answer of sh"))
        .anyMatch(
            thread ->
                thread.getValue().length > 0
                    && thread.getValue()[0].getMethodName().equals("readBytes"));
  }

  private static void create(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void manyErrorsDoNotBlockAQuestion() throws Exception {
    Finished finished = runner.run(question("head -c 5000000 /dev/zero >&2; echo end"));

    assertEquals("end\n", finished.output());
    assertEquals(64 * 1024, finished.errors().length());
  }

  @Test
  void reportsAProgramThatCannotBeStarted() {
    BuildFailure failure =
        assertThrows(
            BuildFailure.class, () -> runner.run(Command.of(List.of("/nonexistent"), LIMIT)));

    assertEquals(FailureKind.TOOL_MISSING, failure.report().kind());
    assertEquals("/nonexistent", failure.report().where());
  }

  private static Command shell(String script) {
    return Command.of(List.of("sh", "-c", script), LIMIT);
  }

  private static Command question(String script) {
    return Command.question(List.of("sh", "-c", script), LIMIT);
  }

  private static void awaitEnd(long pid) {
    ProcessHandle.of(pid).ifPresent(handle -> handle.onExit().join());
  }
}
