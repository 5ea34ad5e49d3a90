package io.pim.activities.install;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.activities.step.Bench;
import io.pim.activities.step.StepRunner;
import io.pim.host.build.OpenBuild;
import io.pim.host.build.TestBuilds;
import io.pim.host.layer.LayerStore;
import io.pim.host.machine.AcceleratorOf;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.Phase;
import io.pim.model.failure.FailureReport;
import io.pim.model.json.Json;
import io.pim.model.plan.Limits;
import io.pim.model.unit.Sha256;
import io.pim.tools.guestserver.Clients;
import io.pim.tools.guestserver.ServerFacts;
import io.pim.tools.iso9660.InstallerFiles;
import io.pim.tools.qemu.FakeQemu;
import io.pim.tools.qemu.TestQemu;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.qmp.QmpClient;
import io.pim.tools.testing.Await;
import io.pim.workflows.activity.StepNote;
import io.pim.workflows.activity.StepRef;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Installations in QEMU of a kernel that installs nothing and takes commands over its console. */
final class TestInstaller {
  private static final StepRef INSTALL = new StepRef(TestBuilds.ID, "install");

  final Bench bench = new Bench();
  final TestBuilds builds;
  final BuildMachines machines;
  final LayerStore layers;
  private final Path folder;
  private final TestQemu qemu;
  private final InstallerFiles files;
  private OpenBuild build;

  TestInstaller(Path folder) throws Exception {
    this.folder = folder;
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

  OpenBuild build() {
    return build;
  }

  void end() throws Exception {
    machines.end(Phase.INSTALL.of(build));
    bench.close();
  }

  /** Begins the build with the current plan. */
  void open() throws Exception {
    build = builds.save(TestBuilds.ID);
    qemu.images()
        .create(
            build.folder().workDisk(build.step("install").requiredKey()),
            build.plan().machine().diskSize());
  }

  StepNote install() {
    return Bench.runner(builds).run(INSTALL, body());
  }

  StepRunner.Body<StepNote> body() {
    AcceleratorOf accelerators = new AcceleratorOf(qemu.probe(builds.folders()), builds.folders());
    // The guest has no network: the test sends its requests.
    Installation installation =
        new Installation(machines, accelerators, layers, qemu.images(), any -> Clients.ANYBODY);
    return step -> installation.run(step, emptyIso(), files);
  }

  private Path emptyIso() {
    try {
      return Files.write(folder.resolve("test.iso"), new byte[2048]);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Starts an installer whose worker is killed; the installer keeps running. */
  void startByAWorkerThatIsKilled(String... fetched) throws Exception {
    CompletableFuture<Thread> worker = new CompletableFuture<>();
    CompletableFuture<FailureReport> stopped =
        CompletableFuture.supplyAsync(
            () ->
                bench.report(
                    builds,
                    TestBuilds.ID,
                    "install",
                    step -> {
                      worker.complete(Thread.currentThread());
                      return body().run(step);
                    }));
    awaitGreeting();
    for (String name : fetched) {
      fetch(name);
    }
    worker.get().interrupt();
    stopped.get(60, TimeUnit.SECONDS);
  }

  /** Makes the next worker less patient with the running installer. */
  void allowSilenceOf(Duration stall) throws Exception {
    builds.with(new Limits(Duration.ofMinutes(1), Duration.ofMinutes(1), stall));
    build = builds.save(TestBuilds.ID);
  }

  CompletableFuture<FailureReport> failing() {
    return CompletableFuture.supplyAsync(() -> bench.report(this::install));
  }

  void awaitGreeting() throws Exception {
    Path console = build.folder().console("install");
    Await.until(
        "the guest greets",
        () -> Files.exists(console) && Files.readString(console).contains(TestQemu.GREETING));
  }

  void type(String text) throws Exception {
    TestQemu.type(builds.folders(), TestBuilds.ID.text(), text);
  }

  /** Ends as an installer whose preseed powers off: the kernel prints its last line. */
  void powerOff() throws Exception {
    says("[   42.000000] reboot: Power down");
    type("p");
  }

  void reboot() throws Exception {
    says("[   42.000000] reboot: Restarting system");
    type("r");
  }

  /** The test guest treats some letters as commands, so it cannot print them. */
  private void says(String line) throws Exception {
    Files.writeString(
        build.folder().console("install"), "\n" + line + "\n", StandardOpenOption.APPEND);
  }

  /** An installer that an earlier worker has started and served. */
  FakeQemu joinable() throws Exception {
    return joinable(build.folder().workDisk(build.step("install").requiredKey()));
  }

  FakeQemu joinable(Path disk) throws Exception {
    String name = TestBuilds.ID.text();
    Json.write(build.folder().servedFacts(), Map.of("names", List.of("preseed.cfg", "install.sh")));
    return new FakeQemu(name, builds.folders().vm(name), disk, build.folder().vmFacts("install"));
  }

  VirtualMachine machine() throws Exception {
    return machines.join(Phase.INSTALL.of(build)).orElseThrow();
  }

  /** Requests a file as a guest does, at the address in its kernel's arguments. */
  String fetch(String name) throws Exception {
    ServerFacts server = Json.read(build.folder().serverFacts("install"), ServerFacts.class);
    String url =
        kernelArguments().replaceAll("(?s).*preseed/url=http://10\\.0\\.2\\.2:(\\S+) .*", "$1");
    assertTrue(url.startsWith(server.port() + "/"), url);
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + url.replace("preseed.cfg", name)))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** Requests an unknown path again and again until the installation has failed. */
  FailureReport failureWithAStranger() throws Exception {
    int port = Json.read(build.folder().serverFacts("install"), ServerFacts.class).port();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/index.html")).build();
    HttpClient client = HttpClient.newHttpClient();
    CompletableFuture<FailureReport> failed = failing();
    while (!failed.isDone()) {
      try {
        client.send(request, HttpResponse.BodyHandlers.discarding());
      } catch (java.io.IOException e) {
        // The server has not restarted yet, or it has ended, as intended.
        Thread.onSpinWait();
      }
    }
    return failed.get();
  }

  private String kernelArguments() throws Exception {
    Duration limit = Duration.ofSeconds(30);
    try (QmpClient qmp =
        QmpClient.connect(builds.folders().vm(TestBuilds.ID.text()).qmp(), limit)) {
      return qmp.execute("qom-get", Map.of("path", "/machine", "property", "append"), limit)
          .asText();
    }
  }

  boolean hasLayer() {
    return layers.has(build.step("install").requiredKey(), TestBuilds.ID);
  }
}
