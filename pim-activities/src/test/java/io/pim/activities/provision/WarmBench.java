package io.pim.activities.provision;

import io.pim.activities.provision.GuestLogin.Guest;
import io.pim.activities.step.Bench;
import io.pim.host.build.OpenBuild;
import io.pim.host.build.TestBuilds;
import io.pim.host.layer.LayerPlace;
import io.pim.host.layer.LayerStore;
import io.pim.host.layer.PlanLayers;
import io.pim.host.machine.AcceleratorOf;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.GuestFreeze;
import io.pim.host.machine.Phase;
import io.pim.host.machine.TinyGuest;
import io.pim.model.config.WarmSettings;
import io.pim.model.failure.FailureReport;
import io.pim.model.files.BuildId;
import io.pim.model.files.DurableFile;
import io.pim.model.plan.PlanStep;
import io.pim.model.unit.ByteSize;
import io.pim.tools.qemu.QemuImg;
import io.pim.tools.qemu.TestQemu;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.qmp.QmpClient;
import io.pim.workflows.activity.StepNote;
import io.pim.workflows.activity.StepRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Runs the steps of builds in the tiny guest, with a worker that keeps warm checkpoints. */
final class WarmBench implements AutoCloseable {
  static final WarmSettings SETTINGS =
      new WarmSettings(3, ByteSize.parse("1G"), Duration.ofHours(1));

  final TestBuilds builds;
  final BuildMachines machines;
  final LayerStore layers;
  private final Bench bench = new Bench();
  private final TestQemu qemu;
  private final AcceleratorOf accelerators;
  private ProvisionActivitiesImpl activities;
  private GuestLogin login;

  WarmBench(Path folder) {
    qemu = new TestQemu(folder);
    builds =
        new TestBuilds(folder)
            .with(TinyGuest.MEMORY)
            .disk(TinyGuest.DISK)
            .patience(Duration.ofSeconds(30));
    machines = new BuildMachines(qemu.machines(builds.folders()));
    layers = new LayerStore(builds.folders(), qemu.images()::isSound);
    accelerators = new AcceleratorOf(qemu.probe(builds.folders()), builds.folders());
    restart(SETTINGS);
  }

  /** Another worker, which knows nothing yet. */
  void restart(WarmSettings settings) {
    login = new GuestLogin(machines);
    TestWarmth warmth = TestWarmth.of(settings, builds.folders(), machines, qemu.images(), login);
    GuestFreeze freeze = new GuestFreeze(layers, qemu.images());
    activities =
        new ProvisionActivitiesImpl(
            Bench.runner(builds),
            warmth.trust(),
            new GuestBoot(
                new PlanLayers(layers), machines, accelerators, qemu.images(), warmth.boot()),
            login,
            new ScriptStep(login, freeze, layers, machines, warmth.states()),
            new FinalizeStep(login, machines),
            new ShutdownStep(machines, layers, freeze));
  }

  String boot(BuildId id) {
    return bench.run(() -> activities.boot(new StepRef(id, "boot"))).text();
  }

  void logIn(BuildId id) {
    bench.run(() -> activities.waitForSsh(new StepRef(id, "ssh")));
  }

  void script(BuildId id, String step) {
    bench.run(() -> activities.runScript(new StepRef(id, step)));
  }

  FailureReport failing(BuildId id, String step) {
    return bench.report(() -> activities.runScript(new StepRef(id, step)));
  }

  void end(BuildId id) throws IOException, InterruptedException {
    machines.end(Phase.GUEST.of(open(id)));
  }

  OpenBuild open(BuildId id) throws IOException {
    return builds.builds().open(id);
  }

  /** The place of a build's layer of a step, and of its warm checkpoint. */
  LayerPlace layer(BuildId id, String step) throws Exception {
    return new LayerPlace(builds.folders().layers(), open(id).step(step).requiredKey(), id);
  }

  VirtualMachine machine(BuildId id) throws Exception {
    return machines.join(Phase.GUEST.of(open(id))).orElseThrow();
  }

  QemuImg images() {
    return qemu.images();
  }

  /** Runs a step's script to its end, without freezing. */
  void runOnly(BuildId id, String step) {
    bench.run(
        builds,
        id,
        step,
        context -> {
          try (Guest guest = login.open(context)) {
            new GuestRun(context, guest)
                .run(context.build().contents().scripts().get(step), Map.of());
          }
          return StepNote.NONE;
        });
  }

  /** Pauses the guest as a freeze does whose worker is then killed. */
  void leaveDiskBehind(BuildId id, String step, VirtualMachine machine) throws Exception {
    OpenBuild build = open(id);
    List<PlanStep> steps = build.plan().layerSteps();
    PlanStep next = steps.get(steps.indexOf(build.step(step)) + 1);
    Path overlay = build.folder().workDisk(next.requiredKey());
    qemu.images()
        .createOverlayUnchecked(overlay, layer(id, step).disk(), build.plan().machine().diskSize());
    machine.snapshot(overlay);
  }

  /** Makes QEMU start to write a warm checkpoint, and does not wait. */
  void beginToSave(BuildId id, String step) throws Exception {
    LayerPlace place = layer(id, step);
    DurableFile.makePrivateFolder(place.folder());
    qemu.images().createPrivate(place.memory(), ByteSize.parse("1M"));
    Map<String, Object> node =
        Map.of(
            "driver", "qcow2",
            "node-name", "memory",
            "file", Map.of("driver", "file", "filename", place.memory().toString()));
    Map<String, Object> job =
        Map.of(
            "job-id", "memory", "tag", "memory", "vmstate", "memory", "devices", List.of("memory"));
    Duration limit = Duration.ofSeconds(60);
    try (QmpClient client = QmpClient.connect(builds.folders().vm(id.text()).qmp(), limit)) {
      client.execute("blockdev-add", node, limit);
      client.execute("snapshot-save", job, limit);
    }
  }

  String log(BuildId id) throws Exception {
    return Files.readString(open(id).folder().log());
  }

  void kill(BuildId id) throws Exception {
    machines.known(Phase.GUEST.of(open(id))).orElseThrow().process().kill();
  }

  void endAll() throws IOException, InterruptedException {
    for (BuildId id : new BuildId[] {TestBuilds.ID, TestBuilds.OTHER}) {
      if (Files.exists(builds.folders().build(id.text()).request())) {
        end(id);
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      endAll();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      bench.close();
    }
  }
}
