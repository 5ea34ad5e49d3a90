package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.e2e.PimUser;
import io.pim.e2e.Waiting;
import io.pim.model.deploy.DeployStep;
import io.pim.workflows.message.BuildState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A person who deploys again and again to a target of each type. Cells run one after the other;
 * each starts with the remains of the previous one.
 */
final class DeployLab implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int KILLED = 128 + 9;
  private static final int KEEP = 2;

  private final Table table;
  private final PimUser pim;
  private final Processes processes;
  private final List<ChaosImage> images = new ArrayList<>();
  private final Map<TargetKind, LiveTarget> targets = new EnumMap<>(TargetKind.class);
  private final Map<String, String> variables = new HashMap<>();
  private final Map<String, String> earlierRuns = new HashMap<>();

  /** The deployed images of each target, by the deployment's id. */
  private final Map<TargetKind, SortedMap<String, ChaosImage>> deployed =
      new EnumMap<>(TargetKind.class);

  private boolean failed;

  private DeployLab(Table table, PimUser pim) {
    this.table = table;
    this.pim = pim;
    this.processes = new Processes(pim);
  }

  /** Makes a home, and starts server and worker. */
  static DeployLab open(Table table) throws Exception {
    PimUser pim = PimUser.withTiny();
    try {
      pim.write("pim.yml", "image: {compression: zlib}\n");
      pim.pim("up").exits(0);
      return new DeployLab(table, pim);
    } catch (Exception | AssertionError e) {
      pim.close();
      throw e;
    }
  }

  /**
   * The next image to deploy to a target. The target does not have it yet, so that its bytes must
   * be transferred, and no older deployment can be mistaken for it.
   */
  private ChaosImage image(TargetKind kind) throws Exception {
    int count = deployed.computeIfAbsent(kind, its -> new TreeMap<>()).size();
    int next = kind.remembersBytes() ? count : count % (KEEP + 1);
    while (images.size() <= next) {
      Set<String> known = images.stream().map(ChaosImage::name).collect(Collectors.toSet());
      images.add(ChaosImage.imported(pim, images.size(), known));
    }
    return images.get(next);
  }

  /** The target of a kind; starts on first use. */
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

  /** Runs a cell. If it fails, keeps the home as evidence. */
  synchronized void run(DeployCell cell) throws Exception {
    LiveTarget target = target(cell.target());
    ChaosImage image = image(cell.target());
    Instant start = Instant.now();
    Path output = pim.home().resolve("cli-" + cell.name().replace('/', '-') + ".log");
    String workflowId = "deploy:" + cell.target().id() + ":" + DeployProof.LINE;
    HistoryFeed feed =
        HistoryFeed.of(pim, workflowId, Optional.ofNullable(earlierRuns.get(workflowId)));
    Process cli = pim.start(output, output, "deploy", "run", image.name(), cell.target().id());
    Instant struck = start;
    try (feed) {
      Waiting.closely(
          LIMIT,
          () -> isReached(cell.step(), feed.timeline(), target, image),
          () -> !feed.timeline().closed(),
          () -> "no step " + cell.step() + ": " + feed.timeline().lines() + printed(output));
      strike(cell, target, cli);
      struck = Instant.now();
      bringBack(cell, cli, output);
      if (cell.victim() == DeployCell.Victim.SERVER && !feed.timeline().closed()) {
        // The command may have ended just before the server died, so that nothing has restarted it.
        pim.pim("up").exits(0);
      }
      Waiting.until(
          LIMIT,
          () -> feed.timeline().closed(),
          () -> true,
          () -> "the deployment has not ended: " + feed.timeline().lines() + printed(output));
      assertEquals(BuildState.DONE, feed.timeline().state(), () -> printed(output));
      DeployProof proof = proof(cell.target(), feed.timeline().buildId(), image);
      target.require(proof);
      HostLeftovers.require(pim, proof.current());
      Optional<Long> twice = target.sentTwice(proof);
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

  private static boolean isReached(
      DeployStep step, Timeline timeline, LiveTarget target, ChaosImage image) throws Exception {
    Optional<StepRun> run = timeline.newest(step.id());
    return run.isPresent()
        && (step != DeployStep.UPLOAD || run.get().ended().isPresent() || target.hasPartOf(image));
  }

  /** The required contents of a target after another deployment. */
  private DeployProof proof(TargetKind kind, String id, ChaosImage image) {
    SortedMap<String, ChaosImage> all = deployed.get(kind);
    if (all.put(id, image) != null) {
      throw new AssertionError("no new deployment: " + id);
    }
    SortedMap<String, ChaosImage> kept = new TreeMap<>(all);
    while (kept.size() > KEEP) {
      kept.remove(kept.firstKey());
    }
    return new DeployProof(kept);
  }

  private void strike(DeployCell cell, LiveTarget target, Process cli) throws Exception {
    switch (cell.victim()) {
      case WORKER -> processes.worker().ifPresent(ProcessHandle::destroyForcibly);
      case SERVER -> processes.server().ifPresent(ProcessHandle::destroyForcibly);
      case CLI -> cli.destroyForcibly();
      case TARGET -> target.restart();
    }
  }

  /** A watching command restarts server and worker; if it has ended, another one watches. */
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
