package io.pim.e2e.service;

import io.pim.e2e.PimUser;
import io.pim.e2e.Said;
import io.pim.e2e.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A host that shares the service: a person's folders, a temporal.toml, and a worker on request. */
final class Member implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final PimUser user;
  private Process worker;
  private int workers;

  private Member(PimUser user) {
    this.user = user;
  }

  static Member with(String toml) throws IOException {
    Member member = new Member(PimUser.withTiny());
    member.connectWith(toml);
    return member;
  }

  /** Replaces temporal.toml, for commands and workers from now on. */
  void connectWith(String toml) throws IOException {
    Path file = user.home().resolve("temporal.toml");
    Files.writeString(file, toml);
    user.variables(Map.of("TEMPORAL_CONFIG_FILE", file.toString()));
  }

  PimUser user() {
    return user;
  }

  Said pim(String... arguments) throws IOException, InterruptedException {
    return user.pim(arguments);
  }

  private Path workerLog() {
    return user.home().resolve("worker-" + workers + ".err");
  }

  /** Starts {@code pim worker run}, and waits until it polls. */
  void startWorker() throws Exception {
    workers++;
    worker =
        user.start(user.home().resolve("worker-" + workers + ".out"), workerLog(), "worker", "run");
    waitForLog(" polls ");
  }

  void waitForLog(String text) throws Exception {
    Waiting.until(LIMIT, () -> workerSaid().contains(text), worker::isAlive, this::workerSaid);
  }

  /** The log of the newest worker. */
  String workerSaid() {
    try {
      return Files.readString(workerLog(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void stopWorker() throws InterruptedException {
    if (worker != null) {
      worker.destroy();
      if (!worker.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        worker.destroyForcibly().waitFor();
      }
      worker = null;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      stopWorker();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    user.close();
  }
}
