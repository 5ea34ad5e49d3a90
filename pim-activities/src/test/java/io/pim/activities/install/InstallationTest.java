package io.pim.activities.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.activities.build.Await;
import io.pim.activities.build.Bench;
import io.pim.activities.build.OpenBuild;
import io.pim.activities.build.StepRunner;
import io.pim.activities.build.TestBuilds;
import io.pim.activities.iso.InstallerFiles;
import io.pim.activities.layer.LayerStore;
import io.pim.activities.machine.AcceleratorOf;
import io.pim.activities.machine.BuildMachines;
import io.pim.activities.machine.Phase;
import io.pim.activities.machine.WholeDisk;
import io.pim.activities.preseed.ServerFacts;
import io.pim.activities.qemu.TestQemu;
import io.pim.activities.qemu.VirtualMachine;
import io.pim.activities.ssh.SshKeyPair;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.json.Json;
import io.pim.model.plan.Limits;
import io.pim.model.unit.Sha256;
import io.pim.workflows.activity.StepNote;
import io.pim.workflows.activity.StepRef;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole installations in QEMU, of a kernel that installs nothing and does as it is told. */
@Tag("qemu")
@Timeout(120)
class InstallationTest {
  private static final StepRef INSTALL = new StepRef(TestBuilds.ID, "install");

  @TempDir Path folder;
  private final Bench bench = new Bench();
  private TestBuilds builds;
  private TestQemu qemu;
  private BuildMachines machines;
  private LayerStore layers;
  private OpenBuild build;
  private InstallerFiles files;

  @BeforeEach
  void make() throws Exception {
    qemu = new TestQemu(folder);
    builds = new TestBuilds(folder);
    open();
    machines = new BuildMachines(qemu.machines(builds.folders()));
    layers = new LayerStore(builds.folders(), qemu.images()::isSound);
    Path kernel = qemu.kernel();
    Path initrd = Files.write(folder.resolve("initrd.gz"), new byte[16]);
    files =
        new InstallerFiles(
            new InstallerFiles.BootFile(kernel, Files.size(kernel), Sha256.ofFile(kernel)),
            new InstallerFiles.BootFile(initrd, Files.size(initrd), Sha256.ofFile(initrd)));
  }

  private void open() throws Exception {
    build = builds.save(TestBuilds.ID);
    qemu.images()
        .create(
            build.folder().workDisk(build.step("install").requiredKey()),
            build.plan().machine().diskSize());
  }

  @AfterEach
  void end() throws Exception {
    machines.end(build, Phase.INSTALL);
    bench.close();
  }

  private StepNote install() {
    return builds.runner().run(INSTALL, body());
  }

  private StepRunner.Body<StepNote> body() {
    AcceleratorOf accelerators = new AcceleratorOf(qemu.probe(builds.folders()), builds.folders());
    Installation installation = new Installation(machines, accelerators, layers, qemu.images());
    return step -> installation.run(step, emptyIso(), files);
  }

  private Path emptyIso() {
    try {
      return Files.write(folder.resolve("test.iso"), new byte[2048]);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private CompletableFuture<FailureReport> failing() {
    return CompletableFuture.supplyAsync(() -> bench.report(this::install));
  }

  private void awaitGreeting() throws Exception {
    Path console = build.folder().console("install");
    Await.until(
        "the guest greets",
        () -> Files.exists(console) && Files.readString(console).contains(TestQemu.GREETING));
  }

  private void type(String text) throws Exception {
    TestQemu.type(builds.folders(), TestBuilds.ID.text(), text);
  }

  private VirtualMachine machine() throws Exception {
    return machines.join(build, Phase.INSTALL).orElseThrow();
  }

  /** As a guest would, at the address that its kernel was given. */
  private String fetch(String name) throws Exception {
    ServerFacts server = Json.read(build.folder().serverFacts("install"), ServerFacts.class);
    String arguments =
        new String(
            Files.readAllBytes(Path.of("/proc/" + machine().facts().process().pid() + "/cmdline")),
            java.nio.charset.StandardCharsets.UTF_8);
    String url = arguments.replaceAll("(?s).*preseed/url=http://10\\.0\\.2\\.2:(\\S+) .*", "$1");
    assertTrue(url.startsWith(server.port() + "/"), url);
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + url.replace("preseed.cfg", name)))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private boolean hasLayer() {
    return layers.has(build.step("install").requiredKey(), TestBuilds.ID);
  }

  @Test
  void anInstallerThatFetchedItsFilesAndPoweredOffLeavesALayer() throws Exception {
    CompletableFuture<StepNote> done =
        CompletableFuture.supplyAsync(() -> bench.run(this::install));
    awaitGreeting();
    String preseed = fetch("preseed.cfg");
    assertTrue(preseed.contains("/install.sh"), preseed);
    assertEquals("#!/bin/sh\n", fetch("install.sh"));
    type("p");

    StepNote note = done.get(60, TimeUnit.SECONDS);

    assertTrue(note.text().contains("TCG"), note.text());
    var layer = layers.find(build.step("install").requiredKey(), Optional.empty()).orElseThrow();
    assertEquals(
        Optional.of(Files.readString(SshKeyPair.at(build.folder().sshKey()).file())),
        layer.login());
    assertEquals(Optional.empty(), machines.join(build, Phase.INSTALL));
    assertFalse(Files.exists(build.folder().serverFacts("install")));
    // Once more, as after a kill that came before anybody heard of the end.
    assertEquals(StepNote.NONE, bench.run(this::install));
  }

  @Test
  void aRebootEndsAnInstallationToo() throws Exception {
    CompletableFuture<FailureReport> failed = failing();
    awaitGreeting();
    type("r");

    assertEquals(FailureKind.INSTALL_FAILED, failed.get(60, TimeUnit.SECONDS).kind());
  }

  @Test
  void anInstallerThatNeverFetchedItsPreseedHasFailed() throws Exception {
    CompletableFuture<FailureReport> failed = failing();
    awaitGreeting();
    type("p");

    FailureReport report = failed.get(60, TimeUnit.SECONDS);

    assertEquals(FailureKind.INSTALL_FAILED, report.kind());
    assertTrue(report.what().contains("before it fetched its preseed"), report.what());
    assertEquals(build.folder().console("install").toString(), report.where());
    assertTrue(report.lastLines().contains(TestQemu.GREETING), report.lastLines().toString());
    assertFalse(hasLayer());
    assertEquals(Optional.empty(), machines.join(build, Phase.INSTALL));
  }

  @Test
  void anInstallerThatNeverFetchedTheInstallScriptHasFailed() throws Exception {
    CompletableFuture<FailureReport> failed = failing();
    awaitGreeting();
    fetch("preseed.cfg");
    type("p");

    FailureReport report = failed.get(60, TimeUnit.SECONDS);

    assertEquals(FailureKind.INSTALL_FAILED, report.kind());
    assertTrue(report.what().contains("install script"), report.what());
    assertFalse(hasLayer());
  }

  @Test
  void aQemuThatWasKilledIsLostWithItsLastWords() throws Exception {
    CompletableFuture<FailureReport> failed = failing();
    awaitGreeting();
    ProcessHandle.of(machine().facts().process().pid()).orElseThrow().destroy();

    FailureReport report = failed.get(60, TimeUnit.SECONDS);

    assertEquals(FailureKind.VM_LOST, report.kind());
    assertTrue(report.why().contains("terminating on signal 15"), report.why());
    assertFalse(hasLayer());
  }

  @Test
  void anInstallerWithoutASignOfLifeHangs() throws Exception {
    builds.with(new Limits(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMillis(750)));
    open();

    FailureReport report = bench.report(this::install);

    assertEquals(FailureKind.GUEST_HUNG, report.kind());
    assertEquals("The installer shows no sign of life for 1 seconds.", report.what());
    assertTrue(report.lastLines().contains(TestQemu.GREETING), report.lastLines().toString());
    assertTrue(report.todo().contains("pim build logs --console install"), report.todo());
    assertEquals(Optional.empty(), machines.join(build, Phase.INSTALL));
  }

  @Test
  void anInstallerThatOnlyTalksIsEndedAtItsLimit() throws Exception {
    builds.with(new Limits(Duration.ofMillis(150), Duration.ofMinutes(1), Duration.ofMinutes(1)));
    open();

    FailureReport report = bench.report(this::install);

    assertEquals(FailureKind.GUEST_HUNG, report.kind());
    assertTrue(report.what().contains("not done after 1 seconds"), report.what());
  }

  @Test
  void aWorkerThatComesBackJoinsTheInstallerAndServesAtTheSamePlace() throws Exception {
    Thread[] worker = new Thread[1];
    CompletableFuture<FailureReport> stopped =
        CompletableFuture.supplyAsync(
            () ->
                bench.report(
                    () ->
                        builds
                            .runner()
                            .run(
                                INSTALL,
                                step -> {
                                  worker[0] = Thread.currentThread();
                                  return body().run(step);
                                })));
    awaitGreeting();
    fetch("preseed.cfg");
    long pid = machine().facts().process().pid();
    worker[0].interrupt();
    FailureReport report = stopped.get(30, TimeUnit.SECONDS);
    assertTrue(report.what().contains("The worker stopped"), report.what());
    assertTrue(machine().isRunning(), "machines outlive workers");
    ServerFacts before = Json.read(build.folder().serverFacts("install"), ServerFacts.class);

    try (Bench other = new Bench()) {
      CompletableFuture<StepNote> done =
          CompletableFuture.supplyAsync(() -> other.run(this::install));
      Path log = build.folder().log();
      Await.until("it joins", () -> Files.readString(log).contains("joined the installer"));
      Await.until(
          "it serves",
          () -> {
            try {
              return fetch("install.sh").equals("#!/bin/sh\n");
            } catch (java.io.IOException e) {
              return false;
            }
          });
      assertEquals(before, Json.read(build.folder().serverFacts("install"), ServerFacts.class));
      assertEquals(pid, machine().facts().process().pid());
      type("p");

      done.get(60, TimeUnit.SECONDS);
    }
    assertTrue(hasLayer(), "what was fetched before the kill counts");
  }

  /** An installer that worked on before its worker was killed: it goes on without one. */
  private void startedByAWorkerThatWasKilled(String... fetched) throws Exception {
    Thread[] worker = new Thread[1];
    CompletableFuture<FailureReport> stopped =
        CompletableFuture.supplyAsync(
            () ->
                bench.report(
                    builds,
                    TestBuilds.ID,
                    "install",
                    step -> {
                      worker[0] = Thread.currentThread();
                      return body().run(step);
                    }));
    awaitGreeting();
    for (String name : fetched) {
      fetch(name);
    }
    worker[0].interrupt();
    stopped.get(30, TimeUnit.SECONDS);
  }

  @Test
  void aPortThatIsTakenMeanwhileBeginsTheInstallationAnew() throws Exception {
    startedByAWorkerThatWasKilled();
    ServerFacts server = Json.read(build.folder().serverFacts("install"), ServerFacts.class);
    try (ServerSocket other =
        new ServerSocket(server.port(), 1, InetAddress.getLoopbackAddress())) {
      FailureReport report = bench.report(this::install);

      assertEquals(FailureKind.VM_LOST, report.kind(), report.toString());
      assertTrue(report.why().contains("port " + other.getLocalPort()), report.why());
    }
  }

  /** It asked while nobody was there to answer; no person could mend that. */
  @Test
  void anInstallerThatGaveUpWhileNoWorkerRanIsRunAgain() throws Exception {
    startedByAWorkerThatWasKilled("preseed.cfg");
    type("p");

    FailureReport report = bench.report(this::install);

    assertEquals(FailureKind.VM_LOST, report.kind(), report.toString());
    assertTrue(report.why().contains("install script"), report.why());
    assertFalse(hasLayer());
  }

  @Test
  void anInstallerThatEndedWhileNoWorkerRanIsDone() throws Exception {
    startedByAWorkerThatWasKilled("preseed.cfg", "install.sh");
    type("p");

    bench.run(this::install);

    assertTrue(hasLayer());
  }

  @Test
  void aWorkerKilledBeforeTheLayerWasKeptNeedNotInstallAgain() throws Exception {
    startedByAWorkerThatWasKilled("preseed.cfg", "install.sh");
    VirtualMachine machine = machine();
    Path disk = build.folder().workDisk(build.step("install").requiredKey());
    new WholeDisk(machines).remember(build, Phase.INSTALL, machine, disk);
    machine.kill();

    bench.run(this::install);

    assertTrue(hasLayer());
  }

  /** After a power cut there is no machine, and its disk is anything. */
  @Test
  void theDiskOfALostInstallerIsNotUsedAgain() throws Exception {
    startedByAWorkerThatWasKilled("preseed.cfg", "install.sh");
    machine().kill();
    Path disk = build.folder().workDisk(build.step("install").requiredKey());
    Files.writeString(disk, "what a power cut has left");

    CompletableFuture<StepNote> done =
        CompletableFuture.supplyAsync(() -> bench.run(this::install));
    Await.until("it is started again", () -> machines.join(build, Phase.INSTALL).isPresent());
    awaitGreeting();
    fetch("preseed.cfg");
    fetch("install.sh");
    type("p");
    done.get(60, TimeUnit.SECONDS);

    assertTrue(hasLayer());
  }
}
