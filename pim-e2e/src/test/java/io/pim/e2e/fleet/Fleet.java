package io.pim.e2e.fleet;

import io.pim.e2e.PimUser;
import io.pim.e2e.Said;
import io.pim.e2e.Waiting;
import io.pim.e2e.chaos.HistoryFeed;
import io.pim.e2e.chaos.RunningBuild;
import io.pim.model.secret.Sealer;
import io.pim.worker.connection.ServiceAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A service and the hosts that share it. */
final class Fleet implements AutoCloseable {
  static final String PROFILE = "chaos";

  private static final Path CHAOS = PimUser.ROOT.resolve("pim-e2e/src/test/resources/chaos");
  private static final String ARCHITECTURE = "-x86_64";
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** A command waits five seconds for the service, which a very busy machine may exceed. */
  private static final String NO_CONNECTION = "no Temporal service answered within";

  private static final int TRIES = 5;

  private final Path folder;
  private final FleetService service;
  private final Machines machines;
  private final ServiceAddress address;
  private final Map<String, FleetHost> hosts = new LinkedHashMap<>();
  private final Map<String, String> earlierRuns = new HashMap<>();
  private final List<RunningBuild> builds = new ArrayList<>();
  private boolean pushesLayers;
  private boolean satisfied;

  private Fleet(Path folder, FleetService service, Machines machines) throws Exception {
    this.folder = folder;
    this.service = service;
    this.machines = machines;
    this.address = service.address(folder);
  }

  /** Starts the service of a fleet. */
  interface Starter {
    FleetService start(Path folder) throws Exception;
  }

  static Fleet open(Starter starter) throws Exception {
    Path folder = Files.createTempDirectory("pimfleet");
    Machines machines = Machines.start();
    try {
      FleetService service = starter.start(folder);
      try {
        for (int port : service.ports()) {
          machines.publish(port);
        }
        Sealer.withKeyFile(folder.resolve("seal.key"));
        return new Fleet(folder, service, machines);
      } catch (Exception e) {
        service.close();
        throw e;
      }
    } catch (Exception e) {
      machines.close();
      throw e;
    }
  }

  FleetService service() {
    return service;
  }

  Machines machines() {
    return machines;
  }

  /** The service's own files, with its logs. */
  Path folder() {
    return folder;
  }

  List<FleetHost> hosts() {
    return List.copyOf(hosts.values());
  }

  /** The builds of this fleet so far. */
  List<RunningBuild> builds() {
    return List.copyOf(builds);
  }

  /** A host by its name, with a running worker; made on first use. */
  FleetHost host(String name) throws Exception {
    FleetHost host = hosts.get(name);
    if (host == null) {
      host = newHost(name);
      host.startWorker();
    }
    return host;
  }

  /** A new host, still without a worker. */
  FleetHost newHost(String name) throws Exception {
    PimUser user = PimUser.withTiny();
    user.overlay(CHAOS);
    FleetHost host = new FleetHost(machines, name, user);
    hosts.put(name, host);
    configure(host, name, "");
    Path key = Files.createDirectories(user.data()).resolve("seal.key");
    Files.copy(folder.resolve("seal.key"), key, StandardCopyOption.COPY_ATTRIBUTES);
    Path toml = user.home().resolve("temporal.toml");
    Files.writeString(toml, service.toml(name));
    host.variable("TEMPORAL_CONFIG_FILE", toml.toString());
    host.boot();
    return host;
  }

  /** Makes the builds that these hosts start push their layers, or not. */
  void pushLayers(boolean whether) throws IOException {
    pushesLayers = whether;
    for (FleetHost host : hosts.values()) {
      configure(host, host.name(), "");
    }
  }

  /**
   * Writes a host's own settings.
   *
   * @param more settings of the worker
   */
  void configure(FleetHost host, String hostId, String more) throws IOException {
    PimUser user = host.user();
    Optional<FleetService.Store> store = service.store();
    Path own = Files.createDirectories(user.home().resolve(".config/pim")).resolve("pim.yml");
    Files.writeString(
        own,
        "build: {host_timeout: 15s}\nworker: {host_id: "
            + hostId
            + ", vm_slots: 2"
            + more
            + "}\n"
            + store
                .map(
                    s -> "store: {" + s.settings() + (pushesLayers ? ", layers: push" : "") + "}\n")
                .orElse(""));
    if (store.isPresent()) {
      Path docker = Files.createDirectories(user.home().resolve(".docker"));
      Files.writeString(docker.resolve("config.json"), store.get().login());
    }
  }

  /**
   * Starts a build whose image cannot exist yet.
   *
   * @param from the host that makes the plan and, if it takes builds, is asked first
   * @param watcher the host whose command shows the build
   * @param nonce goes into a comment of a script, so that only the steps before it can use existing
   *     layers
   * @param options more words for {@code pim build run}
   */
  RunningBuild start(
      FleetHost from, FleetHost watcher, String profile, String nonce, String... options)
      throws Exception {
    String script = Files.readString(CHAOS.resolve("scripts.d/work.sh"));
    from.user().write("scripts.d/work.sh", script + "# " + nonce + "\n");
    String workflow = profile + ARCHITECTURE;
    HistoryFeed feed =
        HistoryFeed.of(
            () -> Optional.of(address), workflow, Optional.ofNullable(earlierRuns.get(workflow)));
    List<String> run = new ArrayList<>(List.of("build", "run", profile, "--detach"));
    run.addAll(List.of(options));
    Said begun = from.pim(run.toArray(new String[0]));
    for (int more = 0; more < TRIES && begun.err().contains(NO_CONNECTION); more++) {
      begun = from.pim(run.toArray(new String[0]));
    }
    begun.exits(0);
    Waiting.until(
        LIMIT, () -> !feed.timeline().buildId().isEmpty(), () -> true, () -> "no build " + profile);
    RunningBuild build = watched(from, watcher, feed);
    for (int more = 0; more < TRIES && build.printed().contains(NO_CONNECTION); more++) {
      build = watched(from, watcher, feed);
    }
    builds.add(build);
    earlierRuns.put(workflow, build.runId());
    return build;
  }

  /** A command that has connected waits for the service, whatever happens to it. */
  private static RunningBuild watched(FleetHost from, FleetHost watcher, HistoryFeed feed)
      throws Exception {
    Path output = Files.createTempFile(watcher.user().home(), "watch", ".log");
    Process watch =
        watcher.user().start(output, output, "build", "watch", feed.timeline().buildId());
    RunningBuild build = new RunningBuild(from.user(), watch, output, feed);
    Waiting.until(LIMIT, () -> !build.printed().isEmpty(), watch::isAlive, build::printed);
    return build;
  }

  /** Marks the run as passed, so that no evidence is kept. */
  void isSatisfied() {
    satisfied = true;
  }

  @Override
  public void close() throws IOException {
    builds.forEach(RunningBuild::close);
    for (FleetHost host : hosts.values()) {
      host.close(satisfied);
    }
    machines.close();
    service.close();
    Scratch.delete(folder);
  }
}
