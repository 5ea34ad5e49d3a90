package io.pim.activities.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.activities.provision.GuestLogin.Guest;
import io.pim.activities.step.Bench;
import io.pim.host.build.OpenBuild;
import io.pim.host.build.TestBuilds;
import io.pim.host.layer.LayerStore;
import io.pim.host.layer.PlanLayers;
import io.pim.host.machine.AcceleratorOf;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.GuestFreeze;
import io.pim.host.machine.Phase;
import io.pim.host.machine.TinyGuest;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.files.PimFolders;
import io.pim.model.json.Json;
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
import io.pim.workflows.activity.StepRef;
import io.temporal.client.WorkflowException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What befalls a real guest while a script runs in it. */
@Tag("qemu")
@Tag("long")
@Timeout(180)
class TroubledGuestTest {
  private static final StepRef SCRIPT = new StepRef(TestBuilds.ID, "script:base");
  private static final int LINES = 60;

  /** Prints its lines over some twelve seconds, and counts its runs. */
  private static final String TALKS =
      """
      echo run >> /root/runs
      i=0
      while [ $i -lt %d ]; do echo "line $i."; i=$((i+1)); sleep 0.2; done
      echo "runs: $(wc -l < /root/runs)."
      """
          .formatted(LINES);

  /** As for a local guest, but all is five times as fast: a connection is lost after 5 s. */
  private static final ConnectLimits HASTY =
      new ConnectLimits(
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(1));

  @TempDir static Path shared;
  private static TinyGuest tiny;

  @TempDir Path folder;
  private final Bench bench = new Bench();
  private TestBuilds builds;
  private BuildMachines machines;
  private OpenBuild build;
  private GuestLogin login;
  private GuestBoot guestBoot;
  private Path small;

  @BeforeAll
  static void install() throws Exception {
    tiny = TinyGuest.install(shared);
  }

  private void boot(PimFolders folders, Duration stall) throws Exception {
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
    // Not before: a boot loader and a quiet kernel show little of themselves on a busy host.
    build = builds.with(limits(stall)).save(TestBuilds.ID);
  }

  private void bootAndLogIn() {
    bench.run(builds, TestBuilds.ID, "boot", guestBoot::run);
    bench.run(builds, TestBuilds.ID, "ssh", login::first);
  }

  private static Limits limits(Duration stall) {
    return new Limits(Duration.ofMinutes(1), Duration.ofMinutes(1), stall);
  }

  private void boot(Duration stall) throws Exception {
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

  private static Finished run(String... argv) throws InterruptedException {
    return new ProcessRunner().run(Command.of(List.of(argv), Duration.ofSeconds(20)));
  }

  private StepNote once(String script) {
    return Bench.runner(builds)
        .run(
            SCRIPT,
            step -> {
              try (Guest guest = login.open(step)) {
                new GuestRun(step, guest).run(script, Map.of());
              }
              return StepNote.NONE;
            });
  }

  /** As Temporal has it: again and again, as long as that may help; what it was repeated for. */
  private CompletableFuture<List<FailureReport>> running(String script) {
    return CompletableFuture.supplyAsync(
        () -> {
          List<FailureReport> failures = new ArrayList<>();
          while (failures.isEmpty()
              || failures.get(failures.size() - 1).kind().remedy()
                  == FailureKind.Remedy.REPEAT_STEP) {
            try {
              bench.run(() -> once(script));
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

  private void awaitLine(String text) throws Exception {
    Await.until(
        "the script says " + text, () -> Files.readString(build.folder().log()).contains(text));
  }

  private List<String> said() throws Exception {
    try (var lines = Files.lines(build.folder().log())) {
      return lines
          .filter(line -> line.contains("[script:base] "))
          .map(line -> line.replaceFirst(".*\\[script:base] ", ""))
          .filter(line -> line.matches("line \\d+\\.|runs: \\d+\\."))
          .toList();
    }
  }

  private void requireRunOnce() throws Exception {
    List<String> all =
        new ArrayList<>(IntStream.range(0, LINES).mapToObj(i -> "line " + i + ".").toList());
    all.add("runs: 1.");
    assertEquals(all, said());
  }

  private RunState runState() throws Exception {
    try (Monitor monitor = Monitor.connect(socket(), Duration.ofSeconds(20))) {
      return monitor.queryStatus();
    }
  }

  private Path socket() {
    return builds.folders().vm(TestBuilds.ID.text()).qmp();
  }

  private ProcessIdentity qemu() {
    return machines.known(Phase.GUEST.of(build)).orElseThrow().process();
  }

  private void signal(String name) throws Exception {
    assertTrue(run("kill", "-" + name, Long.toString(qemu().pid())).succeeded());
  }

  private void monitor(String command, Map<String, ?> arguments) throws Exception {
    try (QmpClient client = QmpClient.connect(socket(), Duration.ofSeconds(20))) {
      client.execute(command, arguments, Duration.ofSeconds(20));
    }
  }

  @Test
  void aQemuThatIsStoppedForLongerThanSshWaitsGoesOn() throws Exception {
    boot(Duration.ofMinutes(1));
    CompletableFuture<List<FailureReport>> running = running(TALKS);
    awaitLine("line 5.");

    signal("STOP");
    // Longer than the keep-alives of this test last, as 25 s are for a real build.
    awaitLine("SSH connection to the guest was lost");
    assertTrue(qemu().isStopped());
    signal("CONT");

    List<FailureReport> failures = running.get(90, TimeUnit.SECONDS);
    assertEquals(List.of(FailureKind.SSH_LOST), failures.stream().map(f -> f.kind()).toList());
    requireRunOnce();
  }

  @Test
  void aNetworkThatDropsAndAConnectionThatIsCutDoTheScriptNoHarm() throws Exception {
    boot(Duration.ofMinutes(1));
    CompletableFuture<List<FailureReport>> running = running(TALKS);
    awaitLine("line 5.");
    monitor("set_link", Map.of("name", "net", "up", false));
    awaitLine("SSH connection to the guest was lost");
    monitor("set_link", Map.of("name", "net", "up", true));

    List<FailureReport> failures = running.get(90, TimeUnit.SECONDS);
    assertEquals(List.of(FailureKind.SSH_LOST), failures.stream().map(f -> f.kind()).toList());
    requireRunOnce();
  }

  /** The connection ends at the guest's side, and its clock is set, which nothing depends on. */
  @Test
  void aClockThatJumpsAndAConnectionThatIsCutDoTheScriptNoHarm() throws Exception {
    boot(Duration.ofMinutes(1));
    String jumps = "date -s @$(($(date +%s) + 3600)); ";
    String jumpsBack = "date -s @$(($(date +%s) - 7200)); ";
    String hangsUp = "killall dropbear; sleep 1; ";

    List<FailureReport> failures =
        running(jumps + "sleep 2; " + jumpsBack + "sleep 1; " + hangsUp + TALKS)
            .get(90, TimeUnit.SECONDS);

    assertEquals(List.of(FailureKind.SSH_LOST), failures.stream().map(f -> f.kind()).toList());
    requireRunOnce();
  }

  @Test
  void aGuestThatHangsIsReplaced() throws Exception {
    boot(Duration.ofSeconds(4));
    CompletableFuture<List<FailureReport>> running =
        running("echo on the console > /dev/console; echo 'line 0.'; sleep 100");
    awaitLine("line 0.");

    monitor("stop", Map.of());

    List<FailureReport> failures = running.get(90, TimeUnit.SECONDS);
    FailureReport report = failures.get(failures.size() - 1);
    assertEquals(FailureKind.VM_HUNG, report.kind(), failures.toString());
    assertEquals("The guest shows no sign of life for 8 seconds.", report.what());
    assertTrue(report.why().endsWith("QEMU says: paused"), report.why());
    assertEquals(build.folder().console("guest").toString(), report.where());
    assertTrue(report.lastLines().toString().contains("on the console"), report.toString());
  }

  @Test
  void aQemuThatStaysStoppedIsReplacedAndEnds() throws Exception {
    boot(Duration.ofSeconds(4));
    CompletableFuture<List<FailureReport>> running = running("echo 'line 0.'; sleep 100");
    awaitLine("line 0.");

    signal("STOP");

    List<FailureReport> failures = running.get(120, TimeUnit.SECONDS);
    FailureReport report = failures.get(failures.size() - 1);
    assertEquals(FailureKind.VM_HUNG, report.kind(), failures.toString());
    assertTrue(report.why().contains(qemu().pid() + " is stopped (kill -CONT"), report.why());
    ProcessIdentity process = qemu();
    machines.end(Phase.GUEST.of(build));
    assertFalse(process.isAlive());
  }

  /** As published clean-up scripts do; and it removes what PIM keeps elsewhere, too. */
  @Test
  void aScriptThatRemovesWhatPimKeepsInTheGuestRunsOnce() throws Exception {
    boot(Duration.ofMinutes(1));
    String wipes = "rm -rf /tmp/* /var/tmp/* /run/pim; ";

    List<FailureReport> failures =
        running(wipes + "killall dropbear; sleep 1; " + TALKS).get(90, TimeUnit.SECONDS);

    assertEquals(List.of(FailureKind.SSH_LOST), failures.stream().map(f -> f.kind()).toList());
    requireRunOnce();
  }

  /** What the worker before had heard of a line that was not whole is not lost, either. */
  @Test
  void aFailureSeenByAnotherWorkerHasTheLastLinesOfBoth() throws Exception {
    boot(Duration.ofMinutes(1));
    String script =
        "echo 'line 0.'; printf 'half '; sleep 1; killall dropbear; sleep 2; echo whole; exit 255";

    List<FailureReport> failures = running(script).get(90, TimeUnit.SECONDS);

    FailureReport report = failures.get(failures.size() - 1);
    assertEquals(FailureKind.SCRIPT_FAILED, report.kind(), failures.toString());
    assertEquals("script:base failed: exit status 255.", report.what());
    assertEquals(List.of("line 0.", "half whole"), report.lastLines());
    assertEquals("", report.why());
    assertEquals(List.of("line 0."), said());
  }

  /** A disk on which a script may have worked is never given it a second time. */
  @Test
  void aGuestThatIsStartedAnewIsNotGivenTheScriptAgain() throws Exception {
    boot(Duration.ofMinutes(1));
    String script =
        "echo run >> /root/runs; echo \"runs: $(wc -l < /root/runs).\"; sync; sleep 2; reboot -f";

    List<FailureReport> failures = running(script).get(90, TimeUnit.SECONDS);

    FailureReport report = failures.get(failures.size() - 1);
    assertEquals(FailureKind.GUEST_RESTARTED, report.kind(), failures.toString());
    assertEquals(List.of("runs: 1."), report.lastLines());
    assertEquals(List.of("runs: 1."), said());
  }

  /**
   * A kernel without a pvpanic driver: it boots again by itself, and what was not synced is gone.
   */
  @Test
  void aGuestThatPanicsAndWouldBootAgainIsLost() throws Exception {
    boot(Duration.ofMinutes(1));
    String script =
        "echo 'line 0.'; echo 1 > /proc/sys/kernel/panic; sleep 1; echo c > /proc/sysrq-trigger";

    List<FailureReport> failures = running(script).get(90, TimeUnit.SECONDS);

    FailureReport report = failures.get(failures.size() - 1);
    assertEquals(FailureKind.VM_LOST, report.kind(), failures.toString());
    assertEquals("The guest has crashed, or was reset.", report.what());
    assertTrue(report.lastLines().toString().contains("Rebooting in 1 seconds"), report.toString());
    assertEquals(RunState.SHUTDOWN, runState());
  }

  /** Somebody presses the reset button: what the script before wrote may be gone. */
  @Test
  void aGuestThatIsResetWhileAScriptRunsIsLost() throws Exception {
    boot(Duration.ofMinutes(1));
    CompletableFuture<List<FailureReport>> running = running(TALKS);
    awaitLine("line 5.");

    monitor("system_reset", Map.of());

    List<FailureReport> failures = running.get(90, TimeUnit.SECONDS);
    FailureReport report = failures.get(failures.size() - 1);
    assertEquals(FailureKind.VM_LOST, report.kind(), failures.toString());
  }

  /** Nobody follows a script then, and another worker's login would reach the next boot. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aGuestThatIsResetBetweenTwoStepsIsLost(boolean anotherWorker) throws Exception {
    boot(Duration.ofMinutes(1));
    assertEquals(List.of(), running("echo done").get(60, TimeUnit.SECONDS));
    if (anotherWorker) {
      login = new GuestLogin(machines, new SshConnector(HASTY));
    }

    monitor("system_reset", Map.of());

    FailureReport report =
        bench.report(builds, TestBuilds.ID, "finalize", new FinalizeStep(login, machines)::run);
    assertEquals(FailureKind.VM_LOST, report.kind(), report.toString());
  }

  /** The system that boots then makes itself keys and an id, and powers off as well as any. */
  @Test
  void aFinalizedGuestThatIsResetBeforeItsShutdownLeavesNoLayer() throws Exception {
    boot(Duration.ofMinutes(1));
    LayerStore layers = new LayerStore(builds.folders(), disk -> true);
    ShutdownStep shutdown =
        new ShutdownStep(machines, layers, new GuestFreeze(layers, new TestQemu(folder).images()));
    bench.run(builds, TestBuilds.ID, "finalize", new FinalizeStep(login, machines)::run);

    monitor("system_reset", Map.of());

    FailureReport report = bench.report(builds, TestBuilds.ID, "shutdown", shutdown::run);
    assertEquals(FailureKind.VM_LOST, report.kind(), report.toString());
    assertFalse(layers.has(build.step("finalize").requiredKey(), TestBuilds.ID));
    assertFalse(Files.exists(build.folder().endedFacts("guest")));
  }

  @Test
  void aScriptWhoseRunnerIsKilledIsNotRunAgain() throws Exception {
    boot(Duration.ofMinutes(1));
    String script = "echo 'line 0.'; sleep 1; rm -rf /run/pim; kill -9 $PPID; sleep 1; sync";

    List<FailureReport> failures = running(script).get(90, TimeUnit.SECONDS);

    assertEquals(List.of(FailureKind.SCRIPT_LOST), failures.stream().map(f -> f.kind()).toList());
    assertEquals(List.of("line 0."), said());
  }

  private static final String REMOVES_KEYS = "rm -rf /root/.ssh /etc/ssh/ssh_host_*; echo sealed";

  /** As published sealing scripts do: the login that is open goes on to be used. */
  @Test
  void aScriptThatRemovesTheKeysLeavesThoseInWhoAreIn() throws Exception {
    boot(Duration.ofMinutes(1));
    assertEquals(List.of(), running(REMOVES_KEYS).get(60, TimeUnit.SECONDS));

    FinalizeStep finalize = new FinalizeStep(login, machines);
    assertEquals(StepNote.NONE, bench.run(builds, TestBuilds.ID, "finalize", finalize::run));
  }

  @Test
  void aWorkerThatCannotLogInAnyMoreNamesTheScriptAtOnce() throws Exception {
    boot(Duration.ofMinutes(1));
    assertEquals(List.of(), running("rm -rf /root/.ssh; echo sealed").get(60, TimeUnit.SECONDS));
    login = new GuestLogin(machines, new SshConnector(HASTY));
    long start = System.nanoTime();

    List<FailureReport> failures = running("echo again").get(60, TimeUnit.SECONDS);

    assertEquals(List.of(FailureKind.LOGIN_FAILED), failures.stream().map(f -> f.kind()).toList());
    assertEquals("The way into the guest was lost after script:base.", failures.get(0).what());
    assertTrue(failures.get(0).why().contains("login refused"), failures.get(0).why());
    assertTrue(System.nanoTime() - start < Duration.ofSeconds(40).toNanos());
  }

  /** A script that only waits, in a guest that has nothing to do, is none that hangs. */
  @Test
  void silenceIsNoHang() throws Exception {
    boot(Duration.ofMillis(2500));

    assertEquals(List.of(), running("sleep 15; echo done").get(60, TimeUnit.SECONDS));
  }

  @Test
  void aGuestThatPowersItselfOffIsNotWaitedFor() throws Exception {
    boot(Duration.ofMinutes(5));

    List<FailureReport> failures = running("poweroff -f").get(60, TimeUnit.SECONDS);

    FailureReport report = failures.get(failures.size() - 1);
    assertEquals(FailureKind.VM_LOST, report.kind());
    assertEquals("The guest has shut itself down.", report.what());
  }

  /** The host of a held build was not told to stop its machine; then somebody retries. */
  @Test
  void aRetryRunsTheScriptAgainAndOnACleanDisk() throws Exception {
    boot(Duration.ofMinutes(1));
    String script = "[ ! -e /root/mark ] || { echo dirty; exit 4; }; touch /root/mark; ";
    List<FailureReport> first = running(script + "exit 3").get(60, TimeUnit.SECONDS);
    assertEquals(FailureKind.SCRIPT_FAILED, first.get(0).kind(), first.toString());
    ProcessIdentity dirty = qemu();

    bootAndLogIn();

    assertFalse(dirty.isAlive());
    assertEquals(List.of(), running(script).get(60, TimeUnit.SECONDS));
  }

  /** A held build's machine is killed, and people look into its disk. */
  @Test
  void whatAScriptThatTakesTooLongHasWrittenIsOnTheDisk() throws Exception {
    boot(Duration.ofMinutes(1));
    Limits hasty = new Limits(Duration.ofMinutes(1), Duration.ofMillis(500), Duration.ofMinutes(1));
    build = builds.with(hasty).save(TestBuilds.ID);
    String script =
        "s=written-$((40 + 2)).; while [ ${#s} -lt 9000 ]; do s=$s$s; done; "
            + "echo $s > /root/late; sleep 1000";

    List<FailureReport> failures = running(script).get(90, TimeUnit.SECONDS);
    signal("KILL");

    assertEquals(FailureKind.SCRIPT_FAILED, failures.get(0).kind(), failures.toString());
    Path disk = build.folder().workDisk(build.step("script:base").requiredKey());
    assertTrue(
        Files.readString(disk, StandardCharsets.ISO_8859_1).contains("written-42.written-42."),
        () -> disk + " does not have it");
  }

  /** Its file systems are still mounted when QEMU goes, whatever it was asked before. */
  @Test
  void aQemuKilledWhileItsGuestShutsDownLeavesNoLayer() throws Exception {
    boot(Duration.ofMinutes(1));
    LayerStore layers = new LayerStore(builds.folders(), disk -> true);
    ShutdownStep shutdown =
        new ShutdownStep(machines, layers, new GuestFreeze(layers, new TestQemu(folder).images()));
    CompletableFuture<FailureReport> failed =
        CompletableFuture.supplyAsync(
            () -> bench.report(builds, TestBuilds.ID, "shutdown", shutdown::run));
    Path console = build.folder().console("guest");
    Await.until(
        "the guest goes down", () -> Files.readString(console).contains("system is going down"));

    signal("KILL");

    FailureReport report = failed.get(60, TimeUnit.SECONDS);
    assertEquals(FailureKind.VM_LOST, report.kind(), report.toString());
    assertFalse(layers.has(build.step("finalize").requiredKey(), TestBuilds.ID));
    assertFalse(Files.exists(build.folder().endedFacts("guest")));
  }

  /** Who was away when the keys went waits for no SSH server that has none to show. */
  @Test
  void aGuestThatWasFinalizedUnseenIsFinalizedAgain() throws Exception {
    boot(Duration.ofMinutes(1));
    FinalizeStep finalize = new FinalizeStep(login, machines);
    bench.run(builds, TestBuilds.ID, "finalize", finalize::run);
    Path facts = build.folder().scriptFacts(build.step("finalize").requiredKey());
    Json.write(facts, ScriptFacts.begun(qemu(), ""));
    GuestLogin another = new GuestLogin(machines, new SshConnector(HASTY));
    FinalizeStep anew = new FinalizeStep(another, machines);

    FailureReport report = bench.report(builds, TestBuilds.ID, "finalize", anew::run);

    assertEquals(FailureKind.VM_LOST, report.kind());
    assertTrue(report.what().contains("keys are gone"), report.what());
  }

  @Test
  void aHostsFullDiskIsToldWhileTheGuestWrites() throws Exception {
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "only root mounts a small file system");
    Path mount = Files.createDirectory(folder.resolve("small"));
    Finished mounted = run("mount", "-t", "tmpfs", "-o", "size=96m", "pim-test", mount.toString());
    assumeTrue(mounted.succeeded(), "cannot mount a tmpfs: " + mounted.output());
    small = mount;
    boot(
        PimFolders.of(
            Map.of(
                "XDG_CACHE_HOME", small.toString(),
                "XDG_RUNTIME_DIR", folder.toString()),
            folder,
            folder),
        Duration.ofMinutes(5));

    List<FailureReport> failures =
        running("dd if=/dev/urandom of=/root/big bs=1M count=200; sync; echo written")
            .get(60, TimeUnit.SECONDS);

    FailureReport report = failures.get(failures.size() - 1);
    assertEquals(FailureKind.DISK_FULL, report.kind());
    assertTrue(report.where().startsWith(small.toString()), report.where());
    assertTrue(report.why().contains("bytes are free"), report.why());
    assertFalse(Files.readString(build.folder().log()).contains("written"));
  }
}
