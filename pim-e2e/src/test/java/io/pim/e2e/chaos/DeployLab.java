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
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A person who deploys one image again and again, to a target of each type. Runs one cell at a
 * time; the next one goes on with what the one before has left.
 */
final class DeployLab implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int KILLED = 128 + 9;
  private static final int KEEP = 2;
  private static final int IMAGE_BYTES = 24 << 20;

  private final Table table;
  private final PimUser pim;
  private final Processes processes;
  private final DeployProof proof;
  private final Map<TargetKind, LiveTarget> targets = new EnumMap<>(TargetKind.class);
  private final Map<String, String> variables = new HashMap<>();
  private final Map<String, String> earlierRuns = new HashMap<>();
  private boolean failed;

  private DeployLab(Table table, PimUser pim, DeployProof proof) {
    this.table = table;
    this.pim = pim;
    this.processes = new Processes(pim);
    this.proof = proof;
  }

  /** Makes a home with an image, and starts server and worker. */
  static DeployLab open(Table table) throws Exception {
    PimUser pim = PimUser.withTiny();
    try {
      DeployProof proof = importImage(pim);
      pim.pim("up").exits(0);
      return new DeployLab(table, pim, proof);
    } catch (Exception | AssertionError e) {
      pim.close();
      throw e;
    }
  }

  private static DeployProof importImage(PimUser pim) throws Exception {
    pim.write("pim.yml", "image: {compression: zlib}\n");
    byte[] disk = new byte[IMAGE_BYTES];
    new Random(1).nextBytes(disk);
    // A raw disk is taken for one only where it can be booted.
    disk[510] = 0x55;
    disk[511] = (byte) 0xAA;
    Path raw = Files.write(pim.home().resolve("disk.raw"), disk);
    pim.pim("image", "import", raw.toString(), "--profile", DeployProof.PROFILE, "--arch", "x86_64")
        .exits(0);
    JsonNode image = pim.pim("image", "list", "-o", "json").exits(0).json().get(0);
    return DeployProof.of(image, raw, KEEP);
  }

  /** The target of a kind; started where it is the first time. */
  private LiveTarget target(TargetKind kind) throws Exception {
    LiveTarget known = targets.get(kind);
    if (known != null) {
      return known;
    }
    LiveTarget started = kind.open(pim.home());
    targets.put(kind, started);
    pim.write(
        "targets.d/" + kind.id() + ".yml",
        kind.id() + ":\n  keep: " + KEEP + "\n  " + String.join("\n  ", started.fields()) + "\n");
    variables.putAll(started.variables());
    pim.variables(variables);
    return started;
  }

  /** Runs a cell. If it fails, the home is kept as evidence. */
  synchronized void run(DeployCell cell) throws Exception {
    LiveTarget target = target(cell.target());
    Instant start = Instant.now();
    Path output = pim.home().resolve("cli-" + cell.name().replace('/', '-') + ".log");
    String workflowId = "deploy:" + cell.target().id() + ":" + DeployProof.LINE;
    HistoryFeed feed =
        HistoryFeed.of(pim, workflowId, Optional.ofNullable(earlierRuns.get(workflowId)));
    Process cli =
        pim.start(output, output, "deploy", "run", DeployProof.PROFILE, cell.target().id());
    Instant struck = start;
    try (feed) {
      Waiting.closely(
          LIMIT,
          () -> feed.timeline().newest(cell.step().id()).isPresent(),
          () -> !feed.timeline().closed(),
          () -> "no step " + cell.step() + ": " + feed.timeline().lines() + printed(output));
      strike(cell, target, cli);
      struck = Instant.now();
      bringBack(cell, cli, output);
      Waiting.until(
          LIMIT,
          () -> feed.timeline().closed(),
          () -> true,
          () -> "the deployment has not ended: " + feed.timeline().lines() + printed(output));
      assertEquals(BuildState.DONE, feed.timeline().state(), () -> printed(output));
      String id = feed.timeline().buildId();
      target.require(id, proof);
      DeployProof.requireOnlyLog(id, pim);
      Optional<Long> twice = target.sentTwice(id);
      add(cell, feed.timeline(), start, struck, Outcome.Result.PASSED, twice, "");
    } catch (Exception | AssertionError e) {
      failed = true;
      String why = e.getMessage() + "\n" + printed(output);
      add(cell, feed.timeline(), start, struck, Outcome.Result.FAILED, Optional.empty(), why);
      throw e;
    } finally {
      earlierRuns.put(workflowId, feed.run());
      cli.destroyForcibly();
    }
  }

  private void strike(DeployCell cell, LiveTarget target, Process cli) throws Exception {
    switch (cell.victim()) {
      case WORKER -> processes.worker().ifPresent(ProcessHandle::destroyForcibly);
      case SERVER -> processes.server().ifPresent(ProcessHandle::destroyForcibly);
      case CLI -> cli.destroyForcibly();
      case TARGET -> target.restart();
    }
  }

  /** A command that watches restarts server and worker; who lost it watches again. */
  private void bringBack(DeployCell cell, Process cli, Path output) throws Exception {
    if (!cli.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("pim deploy run does not end:\n" + printed(output));
    }
    int exit = cli.exitValue();
    if (cell.victim() == DeployCell.Victim.CLI && exit == KILLED) {
      exit = pim.pim("deploy", "watch", cell.target().id()).exit();
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
      Optional<Long> sentTwice,
      String remark) {
    table.add(
        new Outcome(
            cell.victim().id(),
            cell.moment(),
            timeline.stepAt(struck),
            result,
            timeline.progressAfter(struck),
            Optional.of(timeline.repeatedAfter(struck, false)),
            sentTwice,
            Duration.between(start, Instant.now()),
            remark));
  }

  @Override
  public void close() throws IOException {
    if (!failed) {
      pim.isSatisfied();
    }
    pim.close();
    for (LiveTarget target : targets.values()) {
      target.close();
    }
  }
}
