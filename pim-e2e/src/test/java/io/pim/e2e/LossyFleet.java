package io.pim.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.json.Json;
import io.pim.tools.oci.DockerRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Two hosts, one of which is lost, on a real Temporal server, with a real registry for their
 * layers. A build's second script waits at a {@link Gate}.
 */
final class LossyFleet implements AutoCloseable {
  static final String WORKFLOW = "tiny-x86_64";
  private static final Duration LIMIT = Duration.ofMinutes(5);

  final DockerRegistry registry;
  final SharedServer server;
  final Gate gate;
  final PimUser first;
  final PimUser second;

  private LossyFleet(DockerRegistry registry, SharedServer server, Gate gate) throws Exception {
    this.registry = registry;
    this.server = server;
    this.gate = gate;
    this.first = host("first");
    this.second = host("second");
    shareKey();
  }

  static LossyFleet start(Path folder) throws Exception {
    Optional<DockerRegistry> registry = DockerRegistry.start(folder);
    assumeTrue(registry.isPresent(), "this machine has no docker-registry");
    return new LossyFleet(registry.get(), SharedServer.start(folder), Gate.closed());
  }

  private PimUser host(String id) throws Exception {
    PimUser user = PimUser.withTiny();
    Path own = Files.createDirectories(user.home().resolve(".config/pim")).resolve("pim.yml");
    Files.write(
        own,
        List.of(
            "store: {url: 'oci://"
                + registry.repository("team")
                + "', plain_http: true, layers: push}",
            "worker: {host_id: " + id + "}",
            "build: {builders: {x86_64: any}}"));
    user.write("scripts.d/app.sh", user.read("scripts.d/app.sh") + gate.lines());
    user.variables(server.variables());
    return user;
  }

  /** All hosts of a service share one key. */
  private void shareKey() throws Exception {
    first.pim("build", "run", "tiny", "--dry-run").exits(0);
    Path key = Path.of(".local/share/pim/seal.key");
    Files.createDirectories(second.home().resolve(key).getParent());
    Files.copy(first.home().resolve(key), second.home().resolve(key), COPY_ATTRIBUTES);
  }

  /** Starts a build on the first host, and waits until its log has a line of a step. */
  String at(String step, RunningWorker worker) throws Exception {
    first.pim("build", "run", "tiny", "--detach").exits(0);
    String build = first.newestBuild();
    Waiting.closely(
        LIMIT,
        () -> Files.exists(log(build)) && first.log(build).contains(" [" + step + "] "),
        worker::isAlive,
        worker::log);
    return build;
  }

  private Path log(String build) {
    return first.builds().resolve(build).resolve("build.log");
  }

  /** Starts a build on the first host, and waits until the layer of the first script is pushed. */
  String underWay(RunningWorker worker) throws Exception {
    first.pim("build", "run", "tiny", "--detach").exits(0);
    String build = first.newestBuild();
    Waiting.until(
        LIMIT,
        () -> gate.isReached() && first.log(build).contains("the layer of script:base was pushed"),
        worker::isAlive,
        worker::log);
    return build;
  }

  /**
   * Makes the service give up on the first host before the usual five minutes: updates the
   * activities that wait for it, as an operator could.
   */
  void giveUpSoon() throws Exception {
    JsonNode workflow = Json.mapper().readTree(temporal("workflow", "describe", "-o", "json"));
    for (JsonNode activity : workflow.path("pendingActivities")) {
      // The activity may have ended in the meantime; then this fails, and is called again.
      String unused =
          temporal(
              "activity",
              "update-options",
              "--activity-id",
              activity.path("activityId").asText(),
              "--heartbeat-timeout",
              "2s",
              "--schedule-to-start-timeout",
              "3s");
    }
  }

  private String temporal(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("temporal"));
    command.addAll(List.of(arguments));
    command.addAll(
        List.of(
            "--address", server.variables().get("TEMPORAL_ADDRESS"), "--workflow-id", WORKFLOW));
    Process cli =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String said = new String(cli.getInputStream().readAllBytes(), UTF_8);
    cli.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    return said;
  }

  /** Waits for a state of the build. */
  void await(String build, String state, RunningWorker worker) throws Exception {
    Waiting.until(
        LIMIT,
        () -> show(build).path("state").asText().equals(state),
        worker::isAlive,
        () -> text(build) + worker.log());
  }

  /** Whether the build runs on a host, or has ended there. */
  boolean isOn(String host, String build) throws Exception {
    return show(build).path("host").asText().equals(host);
  }

  private String text(String build) {
    try {
      return show(build).toPrettyString();
    } catch (Exception e) {
      return e.toString();
    }
  }

  JsonNode show(String build) throws Exception {
    return second.pim("build", "show", build, "-o", "json").exits(0).json();
  }

  /** The processes of a host that survive a fire. */
  static void burn(PimUser host) {
    for (long pid : host.processesNaming(host.home().toString())) {
      ProcessHandle.of(pid)
          .ifPresent(
              process -> {
                process.destroyForcibly();
                process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
              });
    }
  }

  void areSatisfied() {
    first.isSatisfied();
    second.isSatisfied();
  }

  @Override
  public void close() throws IOException {
    try {
      second.close();
      first.close();
    } finally {
      gate.close();
      server.close();
      registry.close();
    }
  }
}
