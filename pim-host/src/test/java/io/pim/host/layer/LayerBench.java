package io.pim.host.layer;

import io.pim.host.build.TestBuilds;
import io.pim.model.files.BuildId;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKey;
import io.pim.tools.qemu.TestQemu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A store of layers in its own folder, filled with real disks. */
final class LayerBench {
  static final BuildId BUILD = TestBuilds.ID;
  static final BuildId OTHER = TestBuilds.OTHER;

  final TestQemu qemu;
  final TestBuilds builds;
  final LayerStore layers;

  /** The keys of the first two steps that leave a layer. */
  final StepKey base;

  final StepKey app;

  LayerBench(Path folder) {
    qemu = new TestQemu(folder);
    builds = new TestBuilds(folder);
    layers = new LayerStore(builds.folders(), qemu.images()::isSound);
    List<PlanStep> steps = builds.plan().layerSteps();
    base = steps.get(0).requiredKey();
    app = steps.get(1).requiredKey();
  }

  /** A disk that a step has left. */
  Path work(String name) throws Exception {
    return qemu.disk(builds.folders().work().resolve(name));
  }

  /** Creates a layer and returns its place. */
  Path keep(StepKey key, BuildId build, Optional<Path> parent) throws Exception {
    Path work = builds.folders().work().resolve(key.abbreviated() + build);
    Files.createDirectories(work.getParent());
    if (parent.isPresent()) {
      qemu.images().createOverlay(work, parent.get());
    } else {
      qemu.disk(work);
    }
    layers.keep(work, Optional.empty(), parent, Optional.empty(), key, build);
    return layers.disk(key, build);
  }

  Optional<Path> found(StepKey key) throws Exception {
    return layers.find(key, Optional.empty()).map(Layer::disk);
  }

  String facts(Path disk) throws IOException {
    return Files.readString(disk.resolveSibling(BUILD + ".json"));
  }

  List<Path> files(StepKey key) throws IOException {
    try (Stream<Path> files = Files.list(builds.folders().layers().resolve(key.toString()))) {
      return files.toList();
    }
  }

  /** Sets a layer's time, and makes its facts agree. */
  static void touch(Path disk, long millis) throws IOException {
    Files.setLastModifiedTime(disk, FileTime.fromMillis(millis));
    Path facts = Path.of(disk.toString().replace(".qcow2", ".json"));
    Files.writeString(
        facts,
        Files.readString(facts)
            .replaceAll("\"modifiedMillis\" : \\d+", "\"modifiedMillis\" : " + millis));
  }
}
