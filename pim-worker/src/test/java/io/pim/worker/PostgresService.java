package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.config.TemporalSettings;
import io.pim.model.json.Json;
import io.pim.worker.connection.ServiceAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Temporal on PostgreSQL over mTLS, as deploy/temporal-compose.yml describes it, run by
 * scripts/topology/run without its registry and its Web UI.
 */
final class PostgresService implements AutoCloseable {
  private static final Path ROOT = Path.of(System.getProperty("basedir")).getParent();
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Path state;
  private final Process process;

  private PostgresService(Path state, Process process) {
    this.state = state;
    this.process = process;
  }

  /** Starts the service and waits until it is ready. */
  static PostgresService start(Path state) throws Exception {
    Files.createDirectories(state);
    ProcessBuilder builder =
        new ProcessBuilder(
                ROOT.resolve("scripts/topology/run").toString(),
                "--state",
                state.toString(),
                "--free-ports",
                "--without",
                "ui",
                "--without",
                "registry")
            .redirectErrorStream(true)
            .redirectOutput(state.resolve("run.log").toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("PIM_"));
    PostgresService service = new PostgresService(state, builder.start());
    try {
      service.until(() -> Files.exists(state.resolve("ports.json")));
      return service;
    } catch (Exception | AssertionError e) {
      service.close();
      throw e;
    }
  }

  /** The address, with a client certificate. */
  ServiceAddress address() throws Exception {
    JsonNode ports = Json.mapper().readTree(state.resolve("ports.json").toFile());
    String published = ports.get("temporal:7233").asText();
    ProcessBuilder maker =
        new ProcessBuilder(
                ROOT.resolve("deploy/make-certificates.sh").toString(),
                "--folder",
                state.resolve("secrets").toString(),
                "client",
                "scale")
            .redirectErrorStream(true)
            .redirectOutput(state.resolve("certificates.log").toFile());
    maker.environment().put("PIM_NAMESPACE", "pim");
    maker.environment().put("PIM_PORT", published.substring(published.lastIndexOf(':') + 1));
    assertEquals(0, maker.start().waitFor(), state.resolve("certificates.log").toString());
    return ServiceAddress.shared(
            Map.of(
                "TEMPORAL_CONFIG_FILE",
                state.resolve("secrets/clients/scale/temporal.toml").toString()),
            new TemporalSettings(Optional.empty(), Optional.empty(), Optional.empty(), 0, 0))
        .orElseThrow();
  }

  /** The rows in PostgreSQL's answer, with {@code |} between columns. */
  List<String> query(String database, String sql) throws Exception {
    String before = output();
    String done = "exec postgresql: done";
    int ends = before.split(done, -1).length;
    String line =
        "exec postgresql psql -U temporal -d "
            + database
            + " -v ON_ERROR_STOP=1 -Atc \""
            + sql
            + "\"\n";
    process.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    until(() -> output().split(done, -1).length > ends);
    return output()
        .substring(before.length())
        .lines()
        .filter(row -> row.startsWith("| "))
        .map(row -> row.substring(2))
        .toList();
  }

  long number(String sql) throws Exception {
    List<String> rows = query("postgres", sql);
    assertEquals(1, rows.size(), rows.toString());
    return (long) Double.parseDouble(rows.get(0));
  }

  /** The programs of the service, and the script that runs them. */
  ProcessHandle process() {
    return process.toHandle();
  }

  private String output() throws IOException {
    return Files.readString(state.resolve("run.log"), StandardCharsets.ISO_8859_1);
  }

  private void until(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.call()) {
      if (!process.isAlive() || System.nanoTime() - deadline > 0) {
        throw new AssertionError("the service has ended, or does not answer:\n" + output());
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  /** Ends everything by closing the script's standard input. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
