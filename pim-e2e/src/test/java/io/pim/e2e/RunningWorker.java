package io.pim.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A worker that a person starts with {@code pim worker run}, until it is closed. */
final class RunningWorker implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Process process;
  private final Path log;

  private RunningWorker(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a worker, and waits until it takes work.
   *
   * @param program the bin/pim of its version
   */
  static RunningWorker start(PimUser user, Path program) throws Exception {
    user.uses(program);
    Path log = Files.createTempFile(user.home(), "worker", ".log");
    RunningWorker worker = new RunningWorker(user.start(log, log, "worker", "run"), log);
    Waiting.until(LIMIT, () -> worker.log().contains(" polls "), worker::isAlive, worker::log);
    return worker;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps the worker alive but inactive: it neither answers nor notices anything. */
  void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Ends a {@link #pause}. */
  void goOn() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
        .inheritIO()
        .start()
        .waitFor();
  }

  /** Stops the worker as a service manager does. */
  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
  }
}
