package io.pim.e2e.service;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.e2e.PimUser;
import io.pim.e2e.Waiting;
import io.pim.model.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The service of deploy/temporal-compose.yml, run by scripts/topology/run at free ports of
 * loopback. It ends with this process.
 */
public final class Topology implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(10);
  private static final long STOP_SECONDS = 120;

  private final Path state;
  private final Process process;
  private final JsonNode ports;

  private Topology(Path state, Process process, JsonNode ports) {
    this.state = state;
    this.process = process;
    this.ports = ports;
  }

  /**
   * Starts all services, and waits until they are ready. Skips the test if this machine cannot.
   *
   * @param state a new folder, or that of an earlier run, whose data is then used again
   * @param variables of the compose file
   * @param names of the service for certificates, besides localhost
   */
  public static Topology start(Path state, Map<String, String> variables, String... names)
      throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root may make namespaces");
    assumeTrue(
        Tool.find("temporal-server").isPresent(),
        "temporal-server is missing: make temporal-server");
    Files.createDirectories(state);
    Path ports = state.resolve("ports.json");
    Files.deleteIfExists(ports);
    List<String> command = new ArrayList<>();
    command.add(PimUser.ROOT.resolve("scripts/topology/run").toString());
    command.addAll(List.of("--state", state.toString(), "--free-ports"));
    List.of(names).forEach(name -> command.addAll(List.of("--name", name)));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output(state).toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("PIM_"));
    builder.environment().putAll(variables);
    Process process = builder.start();
    try {
      Waiting.until(START_LIMIT, () -> Files.exists(ports), process::isAlive, () -> logs(state));
      return new Topology(state, process, Json.mapper().readTree(ports.toFile()));
    } catch (Exception | AssertionError e) {
      process.destroy();
      throw e;
    }
  }

  private static Path output(Path state) {
    return state.resolve("run.log");
  }

  /** The loopback port at which a service is published. */
  public int port(String service, int inner) {
    String address = ports.get(service + ":" + inner).asText();
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  public Path secret(String name) {
    return state.resolve("secrets").resolve(name);
  }

  public String log(String service) {
    return text(state.resolve("logs").resolve(service + ".log"));
  }

  /**
   * Makes a certificate for a client.
   *
   * @return a text for temporal.toml
   */
  public String client(String name, String namespace) throws IOException, InterruptedException {
    Tool.run(
            Map.of("PIM_NAMESPACE", namespace, "PIM_PORT", String.valueOf(port("temporal", 7233))),
            List.of(
                PimUser.ROOT.resolve("deploy/make-certificates.sh").toString(),
                "--folder",
                state.resolve("secrets").toString(),
                "client",
                name))
        .exits(0);
    return Files.readString(secret("clients/" + name + "/temporal.toml"));
  }

  /** Sends one of the script's commands: kill, pause, continue, stop, start. */
  public void command(String action, String service) throws Exception {
    String done = action + " " + service + ": done";
    int before = output().split(done, -1).length;
    process
        .getOutputStream()
        .write((action + " " + service + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    Waiting.until(
        Duration.ofMinutes(2),
        () -> output().split(done, -1).length > before,
        process::isAlive,
        this::output);
  }

  /** The output of the script. */
  public String output() {
    return text(output(state));
  }

  /** Ends all services by the end of the script's standard input. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the service did not end:\n" + output());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  /** The ends of all logs. */
  static String logs(Path state) {
    List<Path> files = new ArrayList<>(List.of(output(state)));
    try (Stream<Path> all = Files.list(state.resolve("logs"))) {
      files.addAll(all.sorted().toList());
    } catch (IOException e) {
      // The service ended before it made that folder.
    }
    StringBuilder text = new StringBuilder();
    for (Path file : files) {
      List<String> lines = text(file).lines().toList();
      text.append("=== ").append(file).append('\n');
      lines.stream()
          .skip(Math.max(0, lines.size() - 20))
          .forEach(line -> text.append(line).append('\n'));
    }
    return text.toString();
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
