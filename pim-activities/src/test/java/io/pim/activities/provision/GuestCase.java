package io.pim.activities.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.activities.step.Bench;
import io.pim.host.build.OpenBuild;
import io.pim.host.build.StepContext;
import io.pim.host.build.TestBuilds;
import io.pim.host.layer.LayerStore;
import io.pim.host.layer.PlanLayers;
import io.pim.host.machine.AcceleratorOf;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.Phase;
import io.pim.host.machine.TinyGuest;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.files.PimFolders;
import io.pim.model.plan.Limits;
import io.pim.tools.process.Command;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessIdentity;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.qemu.TestQemu;
import io.pim.tools.qmp.Monitor;
import io.pim.tools.qmp.QmpClient;
import io.pim.tools.qmp.RunState;
import io.pim.tools.ssh.ConnectLimits;
import io.pim.tools.ssh.SshConnector;
import io.pim.tools.testing.Await;
import io.pim.workflows.activity.StepNote;
import io.temporal.client.WorkflowException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Gives each test a real guest with a script in it, on its own build. */
@Tag("qemu")
@Tag("long")
@Timeout(180)
abstract class GuestCase {
  private static final int LINES = 60;

  /** Prints its lines over some twelve seconds, and counts its runs. */
  static final String TALKS =
      """
      echo run >> /root/runs
      i=0
      while [ $i -lt %d ]; do echo "line $i."; i=$((i+1)); sleep 0.2; done
      echo "runs: $(wc -l < /root/runs)."
      """
          .formatted(LINES);

  /** The limits for a local guest, divided by five: a connection counts as lost after 5 s. */
  static final ConnectLimits HASTY =
      new ConnectLimits(
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(1));

  @TempDir static Path shared;
  private static TinyGuest tiny;

  @TempDir Path folder;
  final Bench bench = new Bench();
  TestBuilds builds;
  BuildMachines machines;
  OpenBuild build;
  GuestLogin login;
  private GuestBoot guestBoot;
  Path small;

  @BeforeAll
  static void install() throws Exception {
    tiny = TinyGuest.install(shared);
  }

  void boot(PimFolders folders, Duration stall) throws Exception {
    TestQemu qemu = new TestQemu(folder);
    builds =
        new TestBuilds(folders)
            .with(TinyGuest.MEMORY)
            .patience(Duration.ofSeconds(9))
            .with(limits(Duration.ofMinutes(1)));
    machines = new BuildMachines(qemu.machines(folders));
    login = new GuestLogin(machines, new SshConnector(HASTY));
    build = builds.save(TestBuilds.ID);
    LayerStore layers = new LayerStore(folders, qemu.images()::isSound);
    tiny.keepAsInstalled(build, layers);
    guestBoot =
        new GuestBoot(
            new PlanLayers(layers),
            machines,
            new AcceleratorOf(qemu.probe(folders), folders),
            qemu.images(),
            TestWarmth.off(folders, machines, qemu.images(), login).boot());
    bootAndLogIn();
    // This comes late, because a boot loader and a quiet kernel print little on a busy host.
    build = builds.with(limits(stall)).save(TestBuilds.ID);
  }

  void bootAndLogIn() {
    bench.run(builds, TestBuilds.ID, "boot", guestBoot::run);
    bench.run(builds, TestBuilds.ID, "ssh", login::first);
  }

  private static Limits limits(Duration stall) {
    return new Limits(Duration.ofMinutes(1), Duration.ofMinutes(1), stall);
  }

  void boot(Duration stall) throws Exception {
    boot(PimFolders.of(Map.of("XDG_RUNTIME_DIR", folder.toString()), folder, folder), stall);
  }

  @AfterEach
  void end() throws Exception {
    if (build != null) {
      machines.end(Phase.GUEST.of(build));
    }
    bench.close();
    if (small != null) {
      assertTrue(run("umount", small.toString()).succeeded());
    }
  }

  static Finished run(String... argv) throws InterruptedException {
    return new ProcessRunner().run(Command.of(List.of(argv), Duration.ofSeconds(20)));
  }

  private void once(String script) {
    once(
        step -> {
          try (ScriptRun run = ScriptRun.enter(step, login)) {
            run.toEnd(script, Map.of());
          }
        });
  }

  /** The work of a step. */
  interface Work {
    void in(StepContext step) throws IOException, InterruptedException;
  }

  /** Runs work as the script's step. */
  void once(Work work) {
    bench.run(
        builds,
        TestBuilds.ID,
        "script:base",
        step -> {
          work.in(step);
          return StepNote.NONE;
        });
  }

  /** Runs a step as Temporal does, again while that may help. Returns the failures in between. */
  CompletableFuture<List<FailureReport>> running(String script) {
    return running(script, new ArrayList<>());
  }

  /** The same with a list that gets the failures at once. */
  CompletableFuture<List<FailureReport>> running(String script, List<FailureReport> failures) {
    return CompletableFuture.supplyAsync(
        () -> {
          while (failures.isEmpty()
              || failures.get(failures.size() - 1).kind().remedy()
                  == FailureKind.Remedy.REPEAT_STEP) {
            try {
              once(script);
              return failures;
            } catch (WorkflowException | io.temporal.failure.TemporalFailure e) {
              failures.add(
                  ((io.temporal.failure.ApplicationFailure) e.getCause())
                      .getDetails()
                      .get(FailureReport.class));
            }
          }
          return failures;
        });
  }

  void awaitLine(String text) throws Exception {
    Await.until(
        "the script says " + text, () -> Files.readString(build.folder().log()).contains(text));
  }

  List<String> logLines() throws Exception {
    try (var lines = Files.lines(build.folder().log())) {
      return lines
          .filter(line -> line.contains("[script:base] "))
          .map(line -> line.replaceFirst(".*\\[script:base] ", ""))
          .filter(line -> line.matches("line \\d+\\.|runs: \\d+\\."))
          .toList();
    }
  }

  void requireRunOnce() throws Exception {
    List<String> all =
        new ArrayList<>(IntStream.range(0, LINES).mapToObj(i -> "line " + i + ".").toList());
    all.add("runs: 1.");
    assertEquals(all, logLines());
  }

  RunState runState() throws Exception {
    try (Monitor monitor = Monitor.connect(socket(), Duration.ofSeconds(20))) {
      return monitor.queryStatus();
    }
  }

  private Path socket() {
    return builds.folders().vm(TestBuilds.ID.text()).qmp();
  }

  ProcessIdentity qemu() {
    return machines.known(Phase.GUEST.of(build)).orElseThrow().process();
  }

  void signal(String name) throws Exception {
    assertTrue(run("kill", "-" + name, Long.toString(qemu().pid())).succeeded());
  }

  void monitor(String command, Map<String, ?> arguments) throws Exception {
    try (QmpClient client = QmpClient.connect(socket(), Duration.ofSeconds(20))) {
      client.execute(command, arguments, Duration.ofSeconds(20));
    }
  }
}
