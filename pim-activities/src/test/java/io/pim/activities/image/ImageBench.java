package io.pim.activities.image;

import io.pim.activities.step.Bench;
import io.pim.host.build.OpenBuild;
import io.pim.host.build.TestBuilds;
import io.pim.host.build.VerifiedFacts;
import io.pim.host.layer.LayerStore;
import io.pim.host.layer.PlanLayers;
import io.pim.model.failure.FailureReport;
import io.pim.model.files.PimFolders;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKind;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import io.pim.model.unit.Sha256;
import io.pim.tools.process.Command;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.qemu.ImageConverter;
import io.pim.tools.qemu.TestQemu;
import io.pim.workflows.activity.StepRef;
import io.pim.workflows.message.BuildResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A finalized build of two real layers, and the activities that make an image from it. */
final class ImageBench implements AutoCloseable {
  static final String NAME = TestBuilds.ID.text();

  final Bench bench = new Bench();
  final AtomicLong clock = new AtomicLong(System.currentTimeMillis());
  final TestBuilds builds;
  final PimFolders folders;
  final TestQemu qemu;
  final LayerStore layers;
  final Registry registry;
  final ImageActivitiesImpl images;
  final CacheActivitiesImpl cache;

  ImageBench(Path folder, TestBuilds builds) {
    this.builds = builds;
    this.folders = builds.folders();
    this.qemu = new TestQemu(folder);
    this.layers = new LayerStore(folders, qemu.images()::isSound);
    this.registry = new Registry(folders);
    PlanLayers planLayers = new PlanLayers(layers);
    this.images =
        new ImageActivitiesImpl(
            Bench.runner(builds),
            new FlattenStep(folders, planLayers, qemu.images(), qemu.converter()),
            new PublishStep(folders, qemu.installation(), "0.1-test", "host-1", clock()));
    this.cache =
        new CacheActivitiesImpl(Bench.runner(builds), folders, registry, planLayers, "host1");
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return Instant.ofEpochMilli(clock.get());
      }
    };
  }

  /** Keeps a layer of the installed system and, on it, one of the finalized system. */
  OpenBuild finalized(Optional<Path> uefiVariables) throws Exception {
    OpenBuild build = builds.save(TestBuilds.ID);
    PlanStep install = build.plan().only(StepKind.INSTALL);
    Path first = qemu.disk(build.folder().workDisk(install.requiredKey()));
    keep(install, first, Optional.empty(), Optional.empty());
    PlanStep finalize = build.plan().only(StepKind.FINALIZE);
    Path second = build.folder().workDisk(finalize.requiredKey());
    Path parent = layers.disk(install.requiredKey(), TestBuilds.ID);
    qemu.images().createOverlay(second, parent);
    keep(finalize, second, uefiVariables, Optional.of(parent));
    return build;
  }

  private void keep(PlanStep step, Path disk, Optional<Path> uefiVariables, Optional<Path> parent)
      throws IOException {
    layers.keep(disk, uefiVariables, parent, Optional.empty(), step.requiredKey(), TestBuilds.ID);
  }

  /** The disk of the finalized system, from which images are made. */
  Path finalLayer(OpenBuild build) {
    return layers.disk(build.plan().only(StepKind.FINALIZE).requiredKey(), TestBuilds.ID);
  }

  /** Flattens with a qemu-img that lacks this option. */
  void flattenWithout(String argument) {
    ImageConverter without =
        new ImageConverter(
            qemu.installation(),
            command ->
                command.toString().contains(argument)
                    ? new Finished(1, "", "qemu-img: Invalid parameter\n")
                    : new ProcessRunner().run(command));
    FlattenStep step = new FlattenStep(folders, new PlanLayers(layers), qemu.images(), without);
    bench.run(() -> Bench.runner(builds).run(new StepRef(TestBuilds.ID, "flatten"), step::run));
  }

  void flatten() {
    bench.run(() -> images.flatten(new StepRef(TestBuilds.ID, "flatten")));
  }

  /** The identity of the finalized disk. */
  Sha256 identity(OpenBuild build) throws Exception {
    return new PlanLayers(layers).finalized(build).identity();
  }

  /** Flattens with a qemu-img whose result is an intact image of another disk. */
  FailureReport reportOfASpoiledImage() {
    ProcessRunner real = new ProcessRunner();
    ImageConverter spoiling =
        new ImageConverter(
            qemu.installation(),
            command -> {
              Finished finished = real.run(command);
              if (command.argv().contains("convert")) {
                String image = command.argv().get(command.argv().size() - 1);
                real.run(
                    Command.of(
                        List.of("qemu-io", "-f", "qcow2", "-c", "write -P 7 64k 512", image),
                        Duration.ofSeconds(30)));
              }
              return finished;
            });
    FlattenStep step = new FlattenStep(folders, new PlanLayers(layers), qemu.images(), spoiling);
    return bench.report(
        () -> Bench.runner(builds).run(new StepRef(TestBuilds.ID, "flatten"), step::run));
  }

  /** Records that the finalized disk has passed, without booting it. */
  private void verify() {
    try {
      OpenBuild build = builds.builds().open(TestBuilds.ID);
      new VerifiedFacts(identity(build), build.plan().only(StepKind.VERIFY).inputs())
          .write(build.folder().verifiedFacts());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  ImageEntry publish() {
    verify();
    return bench.run(() -> images.publish(new StepRef(TestBuilds.ID, "register")));
  }

  Optional<BuildResult> findImage() {
    return bench.run(() -> cache.look(TestBuilds.ID)).image();
  }

  Path image() {
    return folders.image(NAME);
  }

  boolean hasDraft() {
    return Files.exists(folders.imageDraft(NAME));
  }

  @Override
  public void close() {
    bench.close();
  }
}
