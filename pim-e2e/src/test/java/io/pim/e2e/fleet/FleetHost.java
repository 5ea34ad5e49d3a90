package io.pim.e2e.fleet;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.e2e.PimUser;
import io.pim.e2e.Said;
import io.pim.e2e.Waiting;
import io.pim.e2e.chaos.Leftovers;
import io.pim.e2e.disk.HostTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A host of the fleet: a separate machine with a person's home and PIM's worker. */
final class FleetHost {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Machines machines;
  private final String name;
  private final PimUser user;
  private final Map<String, String> variables = new HashMap<>();
  private Optional<MachineProcesses> running = Optional.empty();
  private Optional<Process> worker = Optional.empty();
  private int workers;

  FleetHost(Machines machines, String name, PimUser user) {
    this.machines = machines;
    this.name = name;
    this.user = user;
  }

  /** The host's name, which is also its host ID. */
  String name() {
    return name;
  }

  PimUser user() {
    return user;
  }

  /** Adds an environment variable for commands and workers from now on. */
  void variable(String variable, String value) {
    variables.put(variable, value);
    user.variables(variables);
  }

  /** Switches the machine on. Its folder of sockets has nothing from an earlier run. */
  void boot() throws IOException {
    Scratch.delete(user.home().resolve("run"));
    long first = machines.boot(name, user.home().resolve("system"));
    running = Optional.of(new MachineProcesses(first));
    user.through(List.of(inside(first)));
  }

  private String[] inside(long first) {
    return new String[] {
      "nsenter",
      "--target=" + first,
      "--net",
      "--pid",
      "--mount",
      "--uts",
      "--wdns=" + user.folder(),
    };
  }

  boolean isUp() {
    return running.isPresent();
  }

  /** A power failure, with the network's cable pulled first. */
  void lose() throws IOException {
    machines.lose(name);
    running = Optional.empty();
    worker = Optional.empty();
    user.through(List.of("false"));
  }

  void unplug() throws IOException {
    machines.unplug(name);
  }

  void plug() throws IOException {
    machines.plug(name);
  }

  Said pim(String... arguments) throws IOException, InterruptedException {
    return user.pim(arguments);
  }

  /** Runs a program of this system on the machine, and returns its output. */
  String run(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(inside(running.orElseThrow().first())));
    command.addAll(List.of(words));
    String[] arguments = command.subList(1, command.size()).toArray(new String[0]);
    return HostTool.run(command.get(0), arguments).exits(0).out();
  }

  /** The path by which this process reaches a file of the machine, including its mounts. */
  Path seen(Path file) {
    return Path.of("/proc/" + running.orElseThrow().first() + "/root" + file);
  }

  /** Starts {@code pim worker run}, and waits until it takes work. */
  void startWorker() throws Exception {
    launchWorker();
    Waiting.until(
        LIMIT,
        () -> workerLog().contains(" polls "),
        worker.orElseThrow()::isAlive,
        this::workerLog);
  }

  /** Starts {@code pim worker run}. */
  Process launchWorker() throws IOException {
    workers++;
    Path log = workerLogFile();
    worker = Optional.of(user.start(log, log, "worker", "run"));
    return worker.get();
  }

  void stopWorker() throws InterruptedException {
    if (worker.isPresent()) {
      // nsenter does not forward signals.
      worker.get().children().forEach(ProcessHandle::destroy);
      assertTrue(worker.get().waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), this::workerLog);
      worker = Optional.empty();
    }
  }

  private Path workerLogFile() {
    return user.home().resolve("worker-" + workers + ".log");
  }

  /** The output of the newest worker. */
  String workerLog() {
    try {
      return Files.readString(workerLogFile(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files and processes that must not exist while no build runs on this host. */
  List<String> leftovers() throws IOException {
    List<String> found = new ArrayList<>(Leftovers.in(seen(user.home())));
    found.addAll(unregisteredImages());
    List<Long> known = worker.stream().flatMap(Process::children).map(ProcessHandle::pid).toList();
    running.orElseThrow().besides(known).forEach(p -> found.add("process " + p));
    return found;
  }

  /** Images that no command lists or removes, because they are missing in the host's registry. */
  private List<String> unregisteredImages() throws IOException {
    Path registry = user.data().resolve("registry.yml");
    String listed = Files.exists(registry) ? Files.readString(registry) : "";
    Path folder = user.data().resolve("cache/images");
    if (Files.notExists(folder)) {
      return List.of();
    }
    try (Stream<Path> images = Files.list(folder)) {
      return images
          .filter(
              image -> image.toString().endsWith(".qcow2") && !listed.contains(image.toString()))
          .map(image -> "unregistered image " + image)
          .toList();
    }
  }

  /** The image of a build in this host's folder of images. */
  Path image(String buildId) {
    return user.data().resolve("cache/images").resolve(buildId + ".qcow2");
  }

  /** Ends the machine. Its home stays if a test has failed. */
  void close(boolean satisfied) throws IOException {
    if (isUp()) {
      lose();
    }
    if (satisfied) {
      Scratch.delete(user.home());
    } else {
      System.err.println("evidence of host " + name + " is kept in " + user.home());
    }
  }
}
