package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.e2e.PimUser;
import io.pim.e2e.Waiting;
import io.pim.workflows.message.BuildState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A person who deploys one image again and again, with a folder and a cluster as targets. Runs one
 * cell at a time; the next one goes on with what the one before has left.
 */
final class DeployLab implements AutoCloseable {
  private static final String PROFILE = "web";
  private static final String LINE = PROFILE + "-x86_64";
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int KILLED = 128 + 9;
  private static final int KEEP = 2;
  private static final int IMAGE_BYTES = 24 << 20;

  private final Table table;
  private final PimUser pim;
  private final Processes processes;
  private final FakeCluster cluster;
  private final Path shelf;
  private final DeployProof proof;
  private final Map<String, String> earlierRuns = new HashMap<>();
  private boolean failed;

  private DeployLab(Table table, PimUser pim, FakeCluster cluster, Path shelf, DeployProof proof) {
    this.table = table;
    this.pim = pim;
    this.processes = new Processes(pim);
    this.cluster = cluster;
    this.shelf = shelf;
    this.proof = proof;
  }

  /** Makes a home with an image and two targets, and starts server and worker. */
  static DeployLab open(Table table) throws Exception {
    PimUser pim = PimUser.withTiny();
    FakeCluster cluster = FakeCluster.start(pim.home().resolve("fake"));
    try {
      return settleIn(table, pim, cluster);
    } catch (Exception | AssertionError e) {
      pim.close();
      cluster.close();
      throw e;
    }
  }

  private static DeployLab settleIn(Table table, PimUser pim, FakeCluster cluster)
      throws Exception {
    Path shelf = Files.createDirectories(pim.home().resolve("shelf"));
    pim.write("pim.yml", "image: {compression: zlib}\n");
    pim.write("targets.d/targets.yml", targets(cluster, shelf));
    pim.variables(Map.of("PVE_TOKEN", cluster.token()));
    byte[] disk = new byte[IMAGE_BYTES];
    new Random(1).nextBytes(disk);
    // A raw disk is taken for one only where it can be booted.
    disk[510] = 0x55;
    disk[511] = (byte) 0xAA;
    Path raw = Files.write(pim.home().resolve("disk.raw"), disk);
    pim.pim("image", "import", raw.toString(), "--profile", PROFILE, "--arch", "x86_64").exits(0);
    JsonNode image = pim.pim("image", "list", "-o", "json").exits(0).json().get(0);
    pim.pim("up").exits(0);
    return new DeployLab(table, pim, cluster, shelf, DeployProof.of(image, KEEP));
  }

  private static String targets(FakeCluster cluster, Path shelf) {
    return """
        default: {keep: %d}
        shelf: {type: directory, path: %s}
        pve:
          type: proxmox
          host: 127.0.0.1
          port: %d
          node: pve1
          storage: local-lvm
          import_storage: local
          fingerprint: %s
          token: {env: PVE_TOKEN}
          try: true
        """
        .formatted(KEEP, shelf, cluster.port(), cluster.fingerprint());
  }

  /** Runs a cell. If it fails, the home is kept as evidence. */
  synchronized void run(DeployCell cell) throws Exception {
    Instant start = Instant.now();
    Path output = pim.home().resolve("cli-" + cell.name().replace('/', '-') + ".log");
    String workflowId = "deploy:" + cell.target() + ":" + LINE;
    HistoryFeed feed =
        HistoryFeed.of(pim, workflowId, Optional.ofNullable(earlierRuns.get(workflowId)));
    Process cli = pim.start(output, output, "deploy", "run", PROFILE, cell.target());
    Instant struck = start;
    try (feed) {
      Waiting.closely(
          LIMIT,
          () -> feed.timeline().newest(cell.step().id()).isPresent(),
          () -> !feed.timeline().closed(),
          () -> "no step " + cell.step() + ": " + feed.timeline().lines() + printed(output));
      strike(cell, cli);
      struck = Instant.now();
      bringBack(cell, cli, output);
      Waiting.until(
          LIMIT,
          () -> feed.timeline().closed(),
          () -> true,
          () -> "the deployment has not ended: " + feed.timeline().lines() + printed(output));
      assertEquals(BuildState.DONE, feed.timeline().state(), () -> printed(output));
      proof.require(cell.target(), feed.timeline().buildId(), pim, shelf, cluster);
      add(cell, feed.timeline(), start, struck, Outcome.Result.PASSED, "");
    } catch (Exception | AssertionError e) {
      failed = true;
      String why = e.getMessage() + "\n" + printed(output);
      add(cell, feed.timeline(), start, struck, Outcome.Result.FAILED, why);
      throw e;
    } finally {
      earlierRuns.put(workflowId, feed.run());
      cli.destroyForcibly();
    }
  }

  private void strike(DeployCell cell, Process cli) throws IOException {
    switch (cell.victim()) {
      case WORKER -> processes.worker().ifPresent(ProcessHandle::destroyForcibly);
      case SERVER -> processes.server().ifPresent(ProcessHandle::destroyForcibly);
      case CLI -> cli.destroyForcibly();
      case TARGET -> cluster.restartApi();
    }
  }

  /** A command that watches restarts server and worker; who lost it watches again. */
  private void bringBack(DeployCell cell, Process cli, Path output) throws Exception {
    if (!cli.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("pim deploy run does not end:\n" + printed(output));
    }
    int exit = cli.exitValue();
    if (cell.victim() == DeployCell.Victim.CLI && exit == KILLED) {
      exit = pim.pim("deploy", "watch", cell.target()).exit();
    }
    assertEquals(0, exit, () -> "exit status of the command that watched last\n" + printed(output));
  }

  private static String printed(Path output) {
    try {
      return Files.readString(output, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private void add(
      DeployCell cell,
      Timeline timeline,
      Instant start,
      Instant struck,
      Outcome.Result result,
      String remark) {
    table.add(
        new Outcome(
            cell.victim().id(),
            cell.moment(),
            timeline.stepAt(struck),
            result,
            timeline.progressAfter(struck),
            Optional.of(timeline.repeatedAfter(struck, false)),
            Duration.between(start, Instant.now()),
            remark));
  }

  @Override
  public void close() throws IOException {
    if (!failed) {
      pim.isSatisfied();
    }
    pim.close();
    cluster.close();
  }
}
